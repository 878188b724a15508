// SPDX-License-Identifier: Apache-2.0
// The stack of the calling thread, as numbers of places in code. Called by the hooks for every allocation
// when sites are recorded.
//
// A frame costs one look into the cache; what is not there is found out from the unwind tables of the file
// (cfi.h), without any lock of the loader, heap memory or thread key. Code without tables is passed by its
// frame pointer if that bears a check, and else ends the stack visibly.
//
// Thread safety: all calls from any thread. A signal handler must not call it while it is running in the same
// thread: it may hold a lock. A child of fork in which another thread held that lock must not either.
#pragma once

#include <cstddef>
#include <cstdint>

#include "counting/spin_lock.h"
#include "counting/unwind/cfi.h"
#include "counting/unwind/locations.h"
#include "counting/unwind/modules.h"
#include "counting/unwind/rule_cache.h"
#include "counting/unwind/stack_memo.h"
#include "counting/wire_sites.h"

namespace highwater::counting {

struct Frame;

struct Captured {
  // What the memo knew the stack by; StackMemo::kNoSite: it was walked, and `depth` numbers of frames
  // written.
  std::uint32_t site;
  std::size_t depth;
};

class Unwinder {
 public:
  // BORROWS `tables`, for ever. Without memory for the cache every stack is [truncated]; without a way to
  // find files, every frame pointer is followed, and no place has a module.
  void start(SiteTables* tables, FindObject find_object) noexcept;

  // The stack of the calling thread, as the caller knows it from its thread's `memo` (may be null), or as
  // indexes into SiteTables::locations, leaf first; the memo is then to be told by remember() what the caller
  // makes of it. `capacity` is to be the same in all calls with one memo.
  //
  // The first frame is the caller of the hook: the one that `hook_return_address` lies in, which is
  // __builtin_return_address(0) of the interposed function. The last one is kTruncated where the stack could
  // not be followed to its end, is deeper than `capacity`, or goes through a place that the full tables have
  // no number for. REQUIRES: start() has been called; the interposed function is on the stack.
  __attribute__((noinline, noclone)) Captured capture(const void* hook_return_address, std::uint32_t* frames,
                                                      std::size_t capacity, StackMemo* memo) noexcept;

  // What is known of addresses is found out again: to be called after each dlclose, for another file may be
  // there. Between the unloading and this call another thread may still be told of the old file. What is
  // unloaded by other ways is noticed when a stack goes through a place in its successor that was not known.
  void forget_unloaded() noexcept;

 private:
  __attribute__((noinline)) std::size_t walk_for(StackMemo* memo, std::uintptr_t target,
                                                 std::uint64_t generation, const Frame& start,
                                                 std::uint32_t* frames, std::size_t capacity) noexcept;
  __attribute__((noinline)) std::size_t walk(std::uintptr_t target, const Frame& start, std::uint32_t* frames,
                                             std::size_t capacity) noexcept;
  __attribute__((noinline)) std::size_t walk_recorded(StackMemo& memo, std::uintptr_t target,
                                                      std::uint64_t generation, const Frame& start,
                                                      std::uint32_t* frames, std::size_t capacity) noexcept;
  template <typename Memory>
  [[gnu::always_inline]] std::size_t follow(Memory& memory, Frame& frame, std::uintptr_t target,
                                            std::uint32_t* frames, std::size_t capacity) noexcept;
  // The word of rule.h for what lies before `return_address`, which the cache did not have.
  __attribute__((noinline)) std::uint64_t find_out(std::uintptr_t return_address) noexcept;

  // The number of the place at `pc`, and the tables that say how to go on from there. Apart from find_out(),
  // for the sake of the stack that it takes.
  __attribute__((noinline)) std::uint32_t place(std::uintptr_t pc, EhFrame* eh_frame) noexcept;

  void expect_others_gone(const MappedModule& module) noexcept;

  SiteTables* tables_ = nullptr;
  FindObject find_object_ = nullptr;
  RuleCache cache_;
  SpinLock lock_;
  Locations locations_;
  bool has_unplaced_ = false;  // something is in the cache that lies in no file
};

}  // namespace highwater::counting
