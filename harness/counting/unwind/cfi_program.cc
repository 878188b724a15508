// SPDX-License-Identifier: Apache-2.0
// The instructions of call frame information (DWARF 5, section 6.4.2, and GNU's additions), for the few
// registers that are followed. Those of others are read over.
#include <cstddef>
#include <cstdint>

#include "counting/unwind/cfi_row.h"

namespace highwater::counting {
namespace {

using How = CfiSaved::How;

// DW_CFA_ numbers. Those above 0x3f carry an operand in their low six bits.
enum : unsigned {
  kAdvanceLoc = 0x40,
  kOffset = 0x80,
  kRestore = 0xc0,
  kNop = 0x00,
  kSetLoc = 0x01,
  kAdvanceLoc1 = 0x02,
  kAdvanceLoc2 = 0x03,
  kAdvanceLoc4 = 0x04,
  kOffsetExtended = 0x05,
  kRestoreExtended = 0x06,
  kUndefined = 0x07,
  kSameValue = 0x08,
  kRegister = 0x09,
  kRememberState = 0x0a,
  kRestoreState = 0x0b,
  kDefCfa = 0x0c,
  kDefCfaRegister = 0x0d,
  kDefCfaOffset = 0x0e,
  kDefCfaExpression = 0x0f,
  kExpression = 0x10,
  kOffsetExtendedSf = 0x11,
  kDefCfaSf = 0x12,
  kDefCfaOffsetSf = 0x13,
  kValOffset = 0x14,
  kValOffsetSf = 0x15,
  kValExpression = 0x16,
  kGnuArgsSize = 0x2e,
  kGnuNegativeOffsetExtended = 0x2f,
};

// GCC nests them once. Each takes stack.
constexpr std::size_t kRemembered = 2;

class Program {
 public:
  Program(const CfiInstructions& instructions, const CfiCommon& common, std::uintptr_t location,
          std::uintptr_t pc, const CfiRow& initial, CfiRow* row) noexcept
      : reader_(instructions.begin, instructions.end),
        common_(common),
        location_(location),
        pc_(pc),
        initial_(initial),
        row_(*row) {}

  bool run() noexcept {
    while (good_ && !past_ && !reader_.done()) {
      const unsigned opcode = reader_.byte();
      const unsigned operand = opcode & 0x3f;
      switch (opcode & 0xc0) {
        case kAdvanceLoc:
          advance(operand);
          break;
        case kOffset:
          saved_at(operand, unsigned_factored());
          break;
        case kRestore:
          restore(operand);
          break;
        default:
          extended(opcode);
          break;
      }
      good_ = good_ && reader_.ok();
    }
    return good_;
  }

 private:
  void extended(unsigned opcode) noexcept {
    switch (opcode) {
      case kNop:
        break;
      case kAdvanceLoc1:
        advance(reader_.fixed<std::uint8_t>());
        break;
      case kAdvanceLoc2:
        advance(reader_.fixed<std::uint16_t>());
        break;
      case kAdvanceLoc4:
        advance(reader_.fixed<std::uint32_t>());
        break;
      case kSetLoc:
        move_to(reader_.pointer(common_.pointer_encoding));
        break;
      case kRememberState:
        remember();
        break;
      case kRestoreState:
        recall();
        break;
      case kGnuArgsSize:
        reader_.uleb();
        break;
      case kDefCfa:
      case kDefCfaRegister:
      case kDefCfaOffset:
      case kDefCfaSf:
      case kDefCfaOffsetSf:
      case kDefCfaExpression:
        define_cfa(opcode);
        break;
      default:
        define_register(opcode, reader_.uleb());
        break;
    }
  }

  void define_cfa(unsigned opcode) noexcept {
    switch (opcode) {
      case kDefCfa: {
        const std::uint64_t reg = reader_.uleb();
        cfa_at(reg, to_offset(reader_.uleb()));
        break;
      }
      case kDefCfaSf: {
        const std::uint64_t reg = reader_.uleb();
        cfa_at(reg, signed_factored());
        break;
      }
      case kDefCfaRegister: {
        const std::uint64_t reg = reader_.uleb();
        if (row_.cfa.how == CfiCfa::How::kRegister) cfa_at(reg, row_.cfa.number);
        break;
      }
      case kDefCfaOffset:
        cfa_moves_to(to_offset(reader_.uleb()));
        break;
      case kDefCfaOffsetSf:
        cfa_moves_to(signed_factored());
        break;
      default:
        row_.cfa = {.how = CfiCfa::How::kExpression, .number = block()};
        break;
    }
  }

  void define_register(unsigned opcode, std::uint64_t reg) noexcept {
    switch (opcode) {
      case kOffsetExtended:
        saved_at(reg, unsigned_factored());
        break;
      case kOffsetExtendedSf:
        saved_at(reg, signed_factored());
        break;
      case kGnuNegativeOffsetExtended:
        saved_at(reg, negated(unsigned_factored()));
        break;
      case kRestoreExtended:
        restore(reg);
        break;
      case kUndefined:
        set(reg, {.how = How::kUndefined});
        break;
      case kSameValue:
        set(reg, {.how = How::kSame});
        break;
      case kRegister:
      case kValOffset:
        reader_.uleb();
        set(reg, {.how = How::kOther});
        break;
      case kValOffsetSf:
        reader_.sleb();
        set(reg, {.how = How::kOther});
        break;
      case kExpression:
        set(reg, {.how = How::kAtExpression, .number = block()});
        break;
      case kValExpression:
        block();
        set(reg, {.how = How::kOther});
        break;
      default:
        good_ = false;
        break;  // its length is not known
    }
  }

  // Where it starts, from the base on.
  std::int32_t block() noexcept {
    const std::uint8_t* const start = reader_.at();
    reader_.skip(reader_.uleb());
    const std::ptrdiff_t distance = start - common_.base;
    if (distance < 0 || distance > INT32_MAX) good_ = false;
    return good_ ? static_cast<std::int32_t>(distance) : 0;
  }

  void advance(std::uint64_t units) noexcept {
    std::uint64_t bytes = 0;
    std::uintptr_t next = 0;
    if (__builtin_mul_overflow(units, common_.code_alignment, &bytes) ||
        __builtin_add_overflow(location_, bytes, &next)) {
      good_ = false;
      return;
    }
    move_to(next);
  }
  void move_to(std::uintptr_t next) noexcept {
    if (next > pc_) past_ = true;
    location_ = next;
  }

  void remember() noexcept {
    if (remembered_ == kRemembered) {
      good_ = false;
      return;
    }
    rows_[remembered_++] = row_;
  }
  void recall() noexcept {
    if (remembered_ == 0) {
      good_ = false;
      return;
    }
    row_ = rows_[--remembered_];
  }

  template <typename Row>
  static auto find(Row& row, std::uint64_t reg) noexcept -> decltype(&row.fp) {
    switch (reg) {
      case kRegisterFp:
        return &row.fp;
      case kRegisterBx:
        return &row.bx;
      case kRegisterReturn:
        return &row.return_address;
      default:
        return nullptr;
    }
  }
  void set(std::uint64_t reg, CfiSaved saved) noexcept {
    if (CfiSaved* const place = find(row_, reg)) *place = saved;
  }
  void saved_at(std::uint64_t reg, std::int32_t offset) noexcept {
    set(reg, {.how = How::kAtCfa, .number = offset});
  }
  void restore(std::uint64_t reg) noexcept {
    if (const CfiSaved* const place = find(initial_, reg)) set(reg, *place);
  }

  void cfa_at(std::uint64_t reg, std::int32_t offset) noexcept {
    row_.cfa =
        reg > 255
            ? CfiCfa{}
            : CfiCfa{.how = CfiCfa::How::kRegister, .reg = static_cast<std::uint8_t>(reg), .number = offset};
  }
  void cfa_moves_to(std::int32_t offset) noexcept {
    if (row_.cfa.how == CfiCfa::How::kRegister) row_.cfa.number = offset;
  }

  // Offsets of two gigabytes and more are damage.
  std::int32_t to_offset(std::uint64_t number) noexcept {
    if (number > INT32_MAX) good_ = false;
    return good_ ? static_cast<std::int32_t>(number) : 0;
  }
  std::int32_t factored(std::int64_t number) noexcept {
    std::int32_t offset = 0;
    if (__builtin_mul_overflow(number, common_.data_alignment, &offset)) good_ = false;
    return good_ ? offset : 0;
  }
  std::int32_t unsigned_factored() noexcept { return factored(to_offset(reader_.uleb())); }
  std::int32_t signed_factored() noexcept { return factored(reader_.sleb()); }
  std::int32_t negated(std::int32_t offset) noexcept {
    if (offset == INT32_MIN) good_ = false;
    return good_ ? -offset : 0;
  }

  CfiReader reader_;
  const CfiCommon& common_;
  std::uintptr_t location_;
  std::uintptr_t pc_;
  const CfiRow& initial_;
  CfiRow& row_;
  CfiRow rows_[kRemembered];
  std::size_t remembered_ = 0;
  bool good_ = true;
  bool past_ = false;
};

}  // namespace

bool run_instructions(const CfiInstructions& instructions, const CfiCommon& common, std::uintptr_t location,
                      std::uintptr_t pc, const CfiRow& initial, CfiRow* row) noexcept {
  return Program(instructions, common, location, pc, initial, row).run();
}

}  // namespace highwater::counting
