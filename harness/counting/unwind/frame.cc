// SPDX-License-Identifier: Apache-2.0
// The steps that are seldom taken.
#include "counting/unwind/frame.h"

#include "counting/unwind/stack_memo.h"

namespace highwater::counting {
namespace {

// Where the kernel puts registers, as cfi.cc has compared with the tables.
constexpr std::uintptr_t kSignalFp = 120;
constexpr std::uintptr_t kSignalBx = 128;
constexpr std::uintptr_t kSignalSp = 160;
constexpr std::uintptr_t kSignalPc = 168;

bool is_aligned(std::uintptr_t address) noexcept {
  return address % sizeof(std::uintptr_t) == 0;
}

// Whether the word at `address` is one of the stack from `sp` on.
bool is_on_stack(std::uintptr_t address, std::uintptr_t sp, std::uintptr_t limit) noexcept {
  return is_aligned(address) && address >= sp && address < limit && limit - address >= 8;
}

// The interrupted code may run on another stack: no order holds between the two.
template <typename Memory>
Step step_to_interrupted(Memory& memory, Frame& frame, std::uintptr_t& limit) noexcept {
  const std::uintptr_t context = frame.sp;
  frame.fp_at = word_at(context + kSignalFp);
  frame.bx_at = word_at(context + kSignalBx);
  const std::uintptr_t interrupted = memory.read(word_at(context + kSignalPc));
  frame.pc = interrupted + 1;
  frame.sp = memory.read(word_at(context + kSignalSp));
  limit = stack_limit(frame.sp);
  return interrupted != 0 ? Step::kCaller : Step::kLost;
}

// A rule that looks into memory: the CFA is where code that aligns its stack keeps it.
template <typename Memory>
Step step_by_saved_cfa(Memory& memory, Frame& frame, std::uint64_t rule, std::uintptr_t limit) noexcept {
  const bool from_fp = kind_of(rule) == RuleKind::kFrameDeref;
  const std::uintptr_t base = from_fp ? memory.read(frame.fp_at) : frame.sp;
  const std::uintptr_t place = base + static_cast<std::uintptr_t>(deref_offset_in(rule));
  if (!is_on_stack(place, frame.sp, limit)) return Step::kLost;
  const std::uintptr_t cfa = memory.read(word_at(place)) + addend_in(rule);
  if (!from_fp) return step_to(memory, frame, cfa, rule, limit);
  constexpr std::uint64_t kSlots = std::uint64_t{kMaxSlot} << rule_bits::kFpSlot | std::uint64_t{kMaxSlot}
                                                                                       << rule_bits::kBxSlot;
  const unsigned fp_slot = fp_slot_of(rule);
  const unsigned bx_slot = bx_slot_of(rule);
  if (fp_slot != 0) frame.fp_at = word_at(base - 8 * (fp_slot - 1));
  if (bx_slot != 0) frame.bx_at = word_at(base - 8 * (bx_slot - 1));
  return step_to(memory, frame, cfa, rule & ~kSlots, limit);
}

std::uintptr_t without_signature(std::uintptr_t return_address) noexcept {
#if defined(__aarch64__)
  register std::uintptr_t address __asm__("x30") = return_address;
  __asm__("hint #7" : "+r"(address));  // xpaclri: nothing on processors without pointer authentication
  return address;
#else
  return return_address;
#endif
}

// ld.so's start calls the constructors from code without tables, with the stack that the kernel made,
// aligned; a frame pointer of zero marks the outermost frame (x86-64 ABI, 3.4.1).
bool is_where_the_process_began(std::uintptr_t sp, std::uintptr_t limit) noexcept {
  return limit == reinterpret_cast<std::uintptr_t>(__libc_stack_end) && limit - sp <= 16;
}

}  // namespace

template <typename Memory>
Step step_by_frame_pointer(Memory& memory, Frame& frame, std::uintptr_t limit) noexcept {
  const std::uintptr_t fp = memory.read(frame.fp_at);
  if (fp == 0 && is_where_the_process_began(frame.sp, limit)) return Step::kEnd;
  if (limit == kNoLimit || !is_on_stack(fp, frame.sp, limit) || !is_on_stack(fp + 8, frame.sp, limit))
    return Step::kLost;
  memory.give_up();  // the kernel is asked
  if (!is_readable(fp) || !is_readable(fp + 8)) return Step::kLost;
  frame.fp_at = word_at(fp);
  frame.pc = without_signature(*word_at(fp + 8));
  frame.sp = fp + 16;
  return frame.pc != 0 ? Step::kCaller : Step::kEnd;
}

template <typename Memory>
Step step_by_other_rule(Memory& memory, Frame& frame, std::uint64_t rule, std::uintptr_t& limit) noexcept {
  switch (kind_of(rule)) {
    case RuleKind::kEnd:
      return Step::kEnd;
    case RuleKind::kNone:
      return step_by_frame_pointer(memory, frame, limit);
    case RuleKind::kSignal:
      return step_to_interrupted(memory, frame, limit);
    case RuleKind::kStackDeref:
    case RuleKind::kFrameDeref:
      return step_by_saved_cfa(memory, frame, rule, limit);
    case RuleKind::kBase:
      return step_to(memory, frame, memory.read(frame.bx_at) + static_cast<std::uintptr_t>(offset_in(rule)),
                     rule, limit);
    case RuleKind::kStack:
    case RuleKind::kFrame:
    case RuleKind::kMissing:
    case RuleKind::kUnknown:
      return Step::kLost;
  }
  return Step::kLost;
}

template Step step_by_frame_pointer(PlainMemory&, Frame&, std::uintptr_t) noexcept;
template Step step_by_frame_pointer(RecordedMemory&, Frame&, std::uintptr_t) noexcept;
template Step step_by_other_rule(PlainMemory&, Frame&, std::uint64_t, std::uintptr_t&) noexcept;
template Step step_by_other_rule(RecordedMemory&, Frame&, std::uint64_t, std::uintptr_t&) noexcept;

}  // namespace highwater::counting
