// SPDX-License-Identifier: Apache-2.0
// The registers of one frame of a stack, and the step to its caller. Used by the unwinder alone.
//
// On AArch64 rules are not used: compilers keep frame records there (x29, x30), and the chain of them is
// followed with the checks of the fallback. Code without a record, such as a leaf below a signal frame, is
// passed over; a signal frame ends the stack.
#pragma once

#include <cstdint>

#include "counting/unwind/rule.h"
#include "counting/unwind/stack_bounds.h"

namespace highwater::counting {

struct Frame {
  // Where a call returns to: an address just behind the instruction that the frame is at, so that what was
  // interrupted is one byte behind the instruction to come.
  std::uintptr_t pc;
  std::uintptr_t sp;
  // Where fp and rbx are, so that those that nobody asks for are not loaded.
  const std::uintptr_t* fp_at;
  const std::uintptr_t* bx_at;
};

enum class Step : std::uint8_t { kCaller, kEnd, kLost };

inline const std::uintptr_t* word_at(std::uintptr_t address) noexcept {
  return reinterpret_cast<const std::uintptr_t*>(address);
}

// Memory is PlainMemory or RecordedMemory (stack_memo.h): each word that the step depends on is read through
// it.

// The caller by the frame pointer, where there is no rule: a guess, which is why everything is asked first.
template <typename Memory>
Step step_by_frame_pointer(Memory& memory, Frame& frame, std::uintptr_t limit) noexcept;

// By the rules that are not common. Changes `limit` where the stack is another one.
template <typename Memory>
Step step_by_other_rule(Memory& memory, Frame& frame, std::uint64_t rule, std::uintptr_t& limit) noexcept;

template <typename Memory>
[[gnu::always_inline]] inline Step step_to(Memory& memory, Frame& frame, std::uintptr_t cfa,
                                           std::uint64_t rule, std::uintptr_t limit) noexcept {
  // sp < cfa <= limit in one comparison.
  if (cfa - frame.sp - 1 >= limit - frame.sp) [[unlikely]]
    return Step::kLost;
  const std::uintptr_t* const fp_saved = word_at(cfa - 8 * fp_slot_of(rule));
  const std::uintptr_t* const bx_saved = word_at(cfa - 8 * bx_slot_of(rule));
  frame.fp_at = fp_slot_of(rule) != 0 ? fp_saved : frame.fp_at;
  frame.bx_at = bx_slot_of(rule) != 0 ? bx_saved : frame.bx_at;
  frame.pc = memory.read(word_at(cfa - 8));
  frame.sp = cfa;
  return frame.pc != 0 ? Step::kCaller : Step::kEnd;  // zero: how threads of others' making end
}

template <typename Memory>
[[gnu::always_inline]] inline Step step(Memory& memory, Frame& frame, std::uint64_t rule,
                                        std::uintptr_t& limit) noexcept {
  const RuleKind kind = kind_of(rule);
  if (kind == RuleKind::kStack) [[likely]]
    return step_to(memory, frame, frame.sp + static_cast<std::uintptr_t>(offset_in(rule)), rule, limit);
  if (kind == RuleKind::kFrame)
    return step_to(memory, frame, memory.read(frame.fp_at) + static_cast<std::uintptr_t>(offset_in(rule)),
                   rule, limit);
  // Copies: what has its address taken is no longer kept in registers, here in the middle of the loop.
  Memory other_memory = memory;
  Frame other_frame = frame;
  std::uintptr_t other_limit = limit;
  const Step result = step_by_other_rule(other_memory, other_frame, rule, other_limit);
  memory = other_memory;
  frame = other_frame;
  limit = other_limit;
  return result;
}

}  // namespace highwater::counting
