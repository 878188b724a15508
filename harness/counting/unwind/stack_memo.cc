// SPDX-License-Identifier: Apache-2.0
// Where the stacks of a memo are kept: a table by where their walks started, of which the reads lie in a
// ring. What the ring has gone over is not found any more.
#include "counting/unwind/stack_memo.h"

#include <cstring>

namespace highwater::counting {

RecordedMemory::RecordedMemory(StackMemo& memo, const StackMemo::Start& start) noexcept
    : next_(&memo.reads_[memo.written_ % StackMemo::kReads]), end_(next_ + StackMemo::kMostReads) {
  memo.last_ = start;
  memo.last_first_ = memo.written_;
  memo.last_count_ = 0;
}

void StackMemo::finish(const RecordedMemory& memory) noexcept {
  const bool is_whole = memory.next_ != nullptr;
  const auto count =
      is_whole ? static_cast<std::size_t>(memory.next_ - &reads_[written_ % kReads]) : kMostReads;
  written_ += count;
  // The next walk must find room before the ring's end.
  const std::size_t left = kReads - written_ % kReads;
  if (left < kMostReads) written_ += left;
  if (is_whole) last_count_ = count;
}

void StackMemo::remember(std::uint32_t site) noexcept {
  if (last_count_ == 0 || site == kNoSite) return;
  Stack(&set)[kWays] = stacks_[set_of(last_)];
  for (std::size_t way = kWays - 1; way > 0; --way) set[way] = set[way - 1];
  set[0] = {.registers = last_.registers,
            .hook_return_address = last_.hook_return_address,
            .first = last_first_,
            .site = site,
            .count = static_cast<std::uint16_t>(last_count_),
            .generation = static_cast<std::uint16_t>(last_.generation)};
  last_count_ = 0;
}

void StackMemo::clear() noexcept {
  last_count_ = 0;
  std::memset(stacks_, 0, sizeof stacks_);
}

}  // namespace highwater::counting
