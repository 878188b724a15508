// SPDX-License-Identifier: Apache-2.0
// The same stack by our unwinder and by libunwind, the oracle. Used by the tests of the unwinder and by the
// library that compares the stacks of real programs; uses no heap, so that it works inside malloc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "counting/unwind/unwinder.h"

namespace highwater::counting {

inline constexpr std::size_t kMostFrames = 512;

// Addresses of the frames' instructions (the return address less one, or that interrupted), leaf first.
struct Stack {
  std::uintptr_t frames[kMostFrames];
  std::size_t depth = 0;
  bool is_complete = false;

  bool equals(const Stack& other) const noexcept;
};

struct BothStacks {
  Stack ours;
  Stack theirs;

  // The same addresses, to the same end. Stacks deeper than both could hold agree when what they hold does.
  bool agree() const noexcept { return ours.equals(theirs); }
};

// The calling thread's, from the caller of this function on.
__attribute__((noinline)) void capture_both(Unwinder& unwinder, const SiteTables& tables,
                                            BothStacks* stacks) noexcept;

// What a memo says of the calling thread's stack from the caller of this function on, and whether a walk says
// the same.
struct Remembered {
  bool is_known;
  bool is_right;
};
__attribute__((noinline)) Remembered capture_with_memo(Unwinder& unwinder, StackMemo& memo) noexcept;

// libunwind too believes what it knew of a file that is gone.
void flush_oracle() noexcept;

}  // namespace highwater::counting
