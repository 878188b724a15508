// SPDX-License-Identifier: Apache-2.0
// From an address to its frame description by the binary-search table of .eh_frame_hdr, the only form of it
// that linkers write; then its CIE (what is common to many functions), the instructions of both, and the
// rule that is left. Without that table a file counts as one without frame descriptions.
#include "counting/unwind/cfi.h"

#include <cstddef>
#include <cstring>

#include "counting/unwind/cfi_reader.h"
#include "counting/unwind/cfi_row.h"

namespace highwater::counting {
namespace {

using Base = CfiValue::Base;
using How = CfiSaved::How;

// DW_EH_PE_ encodings.
constexpr unsigned kTableEncoding = 0x3b;  // four bytes, signed, relative to the header
constexpr unsigned kOmitted = 0xff;

// Where the kernel puts registers in the frame that it builds for a signal handler (struct rt_sigframe, past
// the return address). libc's tables say it in expressions; they are compared with these.
constexpr std::int32_t kSignalFp = 120;
constexpr std::int32_t kSignalBx = 128;
constexpr std::int32_t kSignalSp = 160;
constexpr std::int32_t kSignalPc = 168;

// A description that covers an address, with what it has in common with others (its CIE).
struct Fde {
  CfiCommon common;
  CfiInstructions common_instructions;
  CfiInstructions instructions;
  std::uintptr_t start = 0;
  bool has_sizes = false;  // of augmentation data
  bool is_signal = false;
};

struct TableEntry {
  std::int32_t start;
  std::int32_t fde;
};

TableEntry entry_at(const std::uint8_t* table, std::size_t index) noexcept {
  TableEntry entry;
  std::memcpy(&entry, table + index * sizeof entry, sizeof entry);
  return entry;
}

bool inside(const EhFrame& eh_frame, const std::uint8_t* at) noexcept {
  return at >= eh_frame.begin && at < eh_frame.end;
}

// The description that begins last before `pc`; null when there is none.
const std::uint8_t* search(const EhFrame& eh_frame, std::uintptr_t pc) noexcept {
  if (eh_frame.header == nullptr || !inside(eh_frame, eh_frame.header)) return nullptr;
  CfiReader reader(eh_frame.header, eh_frame.end);
  const unsigned version = reader.byte();
  const unsigned pointer_encoding = reader.byte();
  const unsigned count_encoding = reader.byte();
  const unsigned table_encoding = reader.byte();
  if (version != 1 || count_encoding == kOmitted || table_encoding != kTableEncoding) return nullptr;
  reader.pointer(pointer_encoding, eh_frame.header);
  const std::uintptr_t count = reader.value(count_encoding);
  const std::uint8_t* const table = reader.at();
  if (!reader.ok() || count > static_cast<std::size_t>(eh_frame.end - table) / sizeof(TableEntry))
    return nullptr;

  const auto base = reinterpret_cast<std::intptr_t>(eh_frame.header);
  const std::intptr_t wanted = static_cast<std::intptr_t>(pc) - base;
  std::size_t low = 0;
  std::size_t high = count;  // entries before low begin at or before pc, those from high on behind it
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (entry_at(table, middle).start <= wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return nullptr;
  return reinterpret_cast<const std::uint8_t*>(base + entry_at(table, low - 1).fde);
}

// Reads the length of a CIE or FDE: a reader of what follows. Lengths of 64 bits are refused; no linker
// writes them for a file that loads.
CfiReader open_entry(const EhFrame& eh_frame, const std::uint8_t* at) noexcept {
  CfiReader reader(at, eh_frame.end);
  if (!inside(eh_frame, at)) reader.fail();
  const auto length = reader.fixed<std::uint32_t>();
  const std::uint8_t* const start = reader.at();
  reader.skip(length);
  if (length == 0 || length == 0xffffffff || !reader.ok()) {
    CfiReader nothing(start, start);
    nothing.fail();
    return nothing;
  }
  return CfiReader(start, reader.at());
}

// The augmentation string, without its z, names what the augmentation data hold.
bool read_augmentation(CfiReader names, CfiReader data, Fde* fde) noexcept {
  while (!names.done()) {
    switch (names.byte()) {
      case 'R':
        fde->common.pointer_encoding = data.byte();
        break;
      case 'L':
        data.byte();
        break;
      case 'P':
        data.value(data.byte());
        break;
      case 'S':
        fde->is_signal = true;
        break;
      default:
        return false;
    }
  }
  return data.ok();
}

bool read_cie(const EhFrame& eh_frame, const std::uint8_t* at, Fde* fde) noexcept {
  CfiReader reader = open_entry(eh_frame, at);
  const auto id = reader.fixed<std::uint32_t>();
  const unsigned version = reader.byte();
  if (!reader.ok() || id != 0 || (version != 1 && version != 3)) return false;
  const std::uint8_t* names = reader.at();
  while (reader.byte() != 0) {
  }
  if (!reader.ok()) return false;
  const std::uint8_t* const names_end = reader.at() - 1;
  fde->common.code_alignment = reader.uleb();
  fde->common.data_alignment = reader.sleb();
  const std::uint64_t return_register = version == 1 ? reader.byte() : reader.uleb();
  if (!reader.ok() || return_register != kRegisterReturn) return false;
  if (names != names_end) {
    if (*names != 'z') return false;
    fde->has_sizes = true;
    const std::uint64_t bytes = reader.uleb();
    const std::uint8_t* const data = reader.at();
    reader.skip(bytes);
    if (!reader.ok() || !read_augmentation({names + 1, names_end}, {data, reader.at()}, fde)) return false;
  }
  fde->common_instructions.begin = reader.at();
  fde->common_instructions.end = reader.end();
  return reader.ok();
}

// Reads the expressions of a row at `pc`.
class Expressions {
 public:
  Expressions(const EhFrame& eh_frame, std::uintptr_t pc) noexcept : eh_frame_(eh_frame), pc_(pc) {}

  CfiValue cfa(const CfiCfa& cfa) const noexcept {
    switch (cfa.how) {
      case CfiCfa::How::kRegister:
        return {.base = Base::kRegister, .reg = cfa.reg, .offset = cfa.number};
      case CfiCfa::How::kExpression:
        return evaluate(eh_frame_.begin + cfa.number, eh_frame_.end, pc_);
      case CfiCfa::How::kOther:
        break;
    }
    return {};
  }
  // Where a register is saved: kRegister, or of no use.
  CfiValue place(const CfiSaved& saved) const noexcept {
    return saved.how == How::kAtExpression ? evaluate(eh_frame_.begin + saved.number, eh_frame_.end, pc_)
                                           : CfiValue{};
  }
  bool is_at(const CfiSaved& saved, unsigned reg, std::int32_t offset) const noexcept {
    const CfiValue value = place(saved);
    return value.base == Base::kRegister && value.reg == reg && value.offset == offset;
  }

 private:
  const EhFrame& eh_frame_;
  std::uintptr_t pc_;
};

bool is_kernels_frame(const CfiRow& row, const CfiValue& cfa, const Expressions& expressions) noexcept {
  return cfa.base == Base::kDeref && cfa.reg == kRegisterSp && cfa.offset == kSignalSp && cfa.addend == 0 &&
         expressions.is_at(row.return_address, kRegisterSp, kSignalPc) &&
         expressions.is_at(row.fp, kRegisterSp, kSignalFp) &&
         expressions.is_at(row.bx, kRegisterSp, kSignalBx);
}

RuleKind kind_of_cfa(const CfiValue& cfa) noexcept {
  const bool deref = cfa.base == Base::kDeref;
  if (!deref && cfa.base != Base::kRegister) return RuleKind::kUnknown;
  switch (cfa.reg) {
    case kRegisterSp:
      return deref ? RuleKind::kStackDeref : RuleKind::kStack;
    case kRegisterFp:
      return deref ? RuleKind::kFrameDeref : RuleKind::kFrame;
    case kRegisterBx:
      return deref ? RuleKind::kUnknown : RuleKind::kBase;
    default:
      return RuleKind::kUnknown;
  }
}

// The slot of a saved register as rule.h numbers them; above kMaxSlot when it has none.
std::uint8_t slot_of(const CfiSaved& saved, RuleKind kind, const Expressions& expressions) noexcept {
  constexpr std::uint8_t kNoSlot = 255;
  if (saved.how == How::kSame) return 0;
  std::int64_t distance = -std::int64_t{saved.number};
  if (kind == RuleKind::kFrameDeref) {
    const CfiValue place = expressions.place(saved);
    if (place.base != Base::kRegister || place.reg != kRegisterFp) return kNoSlot;
    // rule.h: from the frame pointer slots count from 1, at the pointer itself.
    distance = 8 - std::int64_t{place.offset};
  } else if (saved.how != How::kAtCfa) {
    return kNoSlot;
  }
  if (distance <= 0 || distance % 8 != 0 || distance / 8 > kMaxSlot) return kNoSlot;
  return static_cast<std::uint8_t>(distance / 8);
}

[[gnu::always_inline]] inline Rule rule_of(const CfiRow& row, bool is_signal,
                                           const Expressions& expressions) noexcept {
  if (row.return_address.how == How::kUndefined) return {.kind = RuleKind::kEnd};
  const CfiValue cfa = expressions.cfa(row.cfa);
  if (is_signal)
    return {.kind = is_kernels_frame(row, cfa, expressions) ? RuleKind::kSignal : RuleKind::kUnknown};
  const CfiSaved& ra = row.return_address;
  Rule rule{.kind = kind_of_cfa(cfa), .offset = cfa.offset};
  rule.fp_slot = slot_of(row.fp, rule.kind, expressions);
  rule.bx_slot = slot_of(row.bx, rule.kind, expressions);
  const bool fits = rule.kind != RuleKind::kUnknown && ra.how == How::kAtCfa && ra.number == -8 &&
                    cfa.addend >= 0 && cfa.addend < 4096;
  if (!fits) return {.kind = RuleKind::kUnknown};
  rule.addend = static_cast<std::uint16_t>(cfa.addend);
  return unpack(pack(rule));
}

// kNone or kUnknown as rule_at() says it; kMissing: it is there.
[[gnu::noinline]] RuleKind find_fde(const EhFrame& eh_frame, std::uintptr_t pc, Fde* fde) noexcept {
  const std::uint8_t* const at = search(eh_frame, pc);
  if (at == nullptr) return RuleKind::kNone;
  CfiReader reader = open_entry(eh_frame, at);
  const std::uint8_t* const id_at = reader.at();
  const auto distance = reader.fixed<std::uint32_t>();
  if (!reader.ok() || distance == 0 || distance > static_cast<std::size_t>(id_at - eh_frame.begin) ||
      !read_cie(eh_frame, id_at - distance, fde))
    return RuleKind::kUnknown;
  const std::uintptr_t start = reader.pointer(fde->common.pointer_encoding, eh_frame.header);
  const std::uintptr_t length = reader.value(fde->common.pointer_encoding);
  if (fde->has_sizes) reader.skip(reader.uleb());
  if (!reader.ok()) return RuleKind::kUnknown;
  if (pc < start || pc - start >= length) return RuleKind::kNone;
  fde->start = start;
  fde->instructions = {reader.at(), reader.end()};
  fde->common.base = eh_frame.begin;
  return RuleKind::kMissing;
}

}  // namespace

// In steps that follow each other, not nest: together they would take more stack than a thread may have.
Rule rule_at(const EhFrame& eh_frame, std::uintptr_t pc) noexcept {
  Fde fde;
  const RuleKind kind = find_fde(eh_frame, pc, &fde);
  if (kind != RuleKind::kMissing) return {.kind = kind};
  CfiRow initial;
  if (!run_instructions(fde.common_instructions, fde.common, fde.start, UINTPTR_MAX, initial, &initial))
    return {.kind = RuleKind::kUnknown};
  CfiRow row = initial;
  if (!run_instructions(fde.instructions, fde.common, fde.start, pc, initial, &row))
    return {.kind = RuleKind::kUnknown};
  return rule_of(row, fde.is_signal, Expressions(eh_frame, pc));
}

}  // namespace highwater::counting
