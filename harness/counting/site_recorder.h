// SPDX-License-Identifier: Apache-2.0
// Which site the calling thread is at: ties the unwinder, the threads' memos of stacks and the table of sites
// together. Called by events.cc for every allocation when sites are recorded.
//
// Thread safety: all calls, from any thread, but not from a signal handler that interrupted one.
#pragma once

#include <cstdint>

#include "counting/site_table.h"
#include "counting/spin_lock.h"
#include "counting/unwind/unwinder.h"
#include "counting/wire.h"

namespace highwater::counting {

class SiteRecorder {
 public:
  // `find_object` is the loader's. BORROWS: process with its site tables, for ever.
  void start(Process* process, FindObject find_object) noexcept;

  // The site of the calling thread's stack from the caller of the hook on; `hook_return_address` is
  // __builtin_return_address(0) of the interposed function. REQUIRES: that function is on the stack, and a
  // signal handler that allocates is told that it interrupts something.
  std::uint32_t here(const void* hook_return_address) noexcept;

  // A library may have been unloaded, and another one be where it was.
  void forget_unloaded() noexcept { unwinder_.forget_unloaded(); }

 private:
  // What a thread keeps for its stacks, outside them: a hook may run on a small one.
  struct ThreadMemory {
    StackMemo memo;
    std::uint32_t frames[kMaxDepth];  // of the stack that is being recorded
  };
  static ThreadMemory* thread_memory() noexcept;
  std::uint32_t site_of(const Captured& captured, const std::uint32_t* frames) noexcept;
  std::uint32_t here_with_others(const void* hook_return_address) noexcept;

  Process* process_ = nullptr;
  Unwinder unwinder_;
  SiteTable table_;
  // Of threads that have no memory of their own.
  SpinLock shared_lock_;
  std::uint32_t shared_frames_[kMaxDepth] = {};
};

}  // namespace highwater::counting
