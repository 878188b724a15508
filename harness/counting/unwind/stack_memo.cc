// SPDX-License-Identifier: Apache-2.0
// Where the stacks of a memo are kept: a table by where their walks started, of which the reads lie in a
// ring. What the ring has gone over is not found any more.
#include "counting/unwind/stack_memo.h"

#include <cstring>

namespace highwater::counting {

RecordedMemory::RecordedMemory(StackMemo* memo, const StackMemo::Start& start) noexcept
    : memo_(memo),
      begin_(&memo->reads_[memo->written_ % StackMemo::kReads]),
      end_(begin_ + StackMemo::kMostReads),
      next_(begin_) {
  memo_->last_ = start;
  memo_->last_first_ = memo_->written_;
  memo_->last_count_ = 0;
}

void RecordedMemory::finish() noexcept {
  const auto count = static_cast<std::size_t>(next_ - begin_);
  memo_->written_ += count;
  // The next walk must find room before the ring's end.
  const std::size_t left = StackMemo::kReads - memo_->written_ % StackMemo::kReads;
  if (left < StackMemo::kMostReads) memo_->written_ += left;
  if (is_whole_) memo_->last_count_ = count;
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
