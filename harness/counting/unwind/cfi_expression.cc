// SPDX-License-Identifier: Apache-2.0
// Expressions are not run, for that needs the frame's registers, but reduced: what depends on the code
// address alone is a number, and the rest has to come down to `register + offset`, in memory or not. That
// covers the entries of procedure linkage tables (rsp + 8 + ((rip & 15) >= 11) * 8), functions that align
// their stack (*(rbp - 8)), hand-written ones that do (*(rsp + 152) + 8) and signal frames.
#include <cstddef>
#include <cstdint>

#include "counting/unwind/cfi_row.h"

namespace highwater::counting {
namespace {

using Base = CfiValue::Base;

// DW_OP_ numbers.
enum : unsigned {
  kDeref = 0x06,
  kConst1u = 0x08,
  kConst1s = 0x09,
  kAnd = 0x1a,
  kPlus = 0x22,
  kPlusUconst = 0x23,
  kShl = 0x24,
  kGe = 0x2a,
  kLit0 = 0x30,
  kLit31 = 0x4f,
  kBreg0 = 0x70,
  kBreg31 = 0x8f,
};

// The value that a saved register's expression finds there, the CFA, is not: none that matters uses it.
constexpr std::size_t kStackDepth = 3;

// Constants are kept in 64 bits beside the value, since a code address is one.
struct Slot {
  CfiValue value;
  std::int64_t constant = 0;
};

CfiValue added(CfiValue value, std::int64_t number) noexcept {
  std::int32_t& part = value.base == Base::kDeref ? value.addend : value.offset;
  if (value.base == Base::kOther || __builtin_add_overflow(part, number, &part)) return CfiValue{};
  return value;
}

Slot constant(std::int64_t number) noexcept {
  return {CfiValue{.base = Base::kConstant}, number};
}

Slot sum(const Slot& a, const Slot& b) noexcept {
  if (a.value.base == Base::kConstant && b.value.base == Base::kConstant) {
    std::int64_t number = 0;
    return __builtin_add_overflow(a.constant, b.constant, &number) ? Slot{} : constant(number);
  }
  if (a.value.base == Base::kConstant) return {added(b.value, a.constant), 0};
  if (b.value.base == Base::kConstant) return {added(a.value, b.constant), 0};
  return {};
}

Slot of_register(unsigned reg, std::int64_t offset, std::uintptr_t pc) noexcept {
  if (reg == kRegisterReturn) {
    std::int64_t number = 0;
    return __builtin_add_overflow(static_cast<std::int64_t>(pc), offset, &number) ? Slot{} : constant(number);
  }
  return {added(CfiValue{.base = Base::kRegister, .reg = static_cast<std::uint8_t>(reg)}, offset), 0};
}

Slot dereferenced(const Slot& slot) noexcept {
  if (slot.value.base != Base::kRegister) return {};
  CfiValue value = slot.value;
  value.base = Base::kDeref;
  return {value, 0};
}

// Of two numbers; of anything else nothing can be told.
Slot combined(unsigned operation, const Slot& a, const Slot& b) noexcept {
  if (operation == kPlus) return sum(a, b);
  if (a.value.base != Base::kConstant || b.value.base != Base::kConstant) return {};
  switch (operation) {
    case kAnd:
      return constant(a.constant & b.constant);
    case kGe:
      return constant(a.constant >= b.constant ? 1 : 0);
    case kShl:
      if (b.constant < 0 || b.constant > 63) return {};
      return constant(static_cast<std::int64_t>(static_cast<std::uint64_t>(a.constant) << b.constant));
    default:
      return {};
  }
}

}  // namespace

CfiValue evaluate(const std::uint8_t* expression, const std::uint8_t* end, std::uintptr_t pc) noexcept {
  CfiReader whole(expression, end);
  const std::uint64_t bytes = whole.uleb();
  const std::uint8_t* const start = whole.at();
  whole.skip(bytes);
  if (!whole.ok()) return {};
  CfiReader reader(start, whole.at());
  Slot stack[kStackDepth];
  std::size_t depth = 0;
  while (!reader.done()) {
    const unsigned operation = reader.byte();
    Slot pushed;
    if (operation >= kLit0 && operation <= kLit31) {
      pushed = constant(static_cast<std::int64_t>(operation - kLit0));
    } else if (operation >= kBreg0 && operation <= kBreg31) {
      pushed = of_register(operation - kBreg0, reader.sleb(), pc);
    } else if (operation == kConst1u) {
      pushed = constant(reader.fixed<std::uint8_t>());
    } else if (operation == kConst1s) {
      pushed = constant(reader.fixed<std::int8_t>());
    } else if (operation == kPlusUconst) {
      const std::uint64_t number = reader.uleb();
      if (number > INT32_MAX || depth == 0) return {};
      pushed = sum(stack[--depth], constant(static_cast<std::int64_t>(number)));
    } else if (operation == kDeref) {
      if (depth == 0) return {};
      pushed = dereferenced(stack[--depth]);
    } else if (operation == kPlus || operation == kAnd || operation == kGe || operation == kShl) {
      if (depth < 2) return {};
      depth -= 2;
      pushed = combined(operation, stack[depth], stack[depth + 1]);
    } else {
      return {};
    }
    if (!reader.ok() || depth == kStackDepth) return {};
    stack[depth++] = pushed;
  }
  return reader.ok() && depth > 0 ? stack[depth - 1].value : CfiValue{};
}

}  // namespace highwater::counting
