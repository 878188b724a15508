// SPDX-License-Identifier: Apache-2.0
// Counted once, at the outermost call: operator new calls malloc, calloc may call malloc, and none of them
// twice.
//
// One thread's state, in four bytes of static thread-local storage: dynamic storage would be allocated on
// first use, by malloc. It has no destructor, so that it is valid until the thread's very end.
//
//            Outermost()                 Accounting()
//   kOutside ───────────▶ kAllocating ─────────────────▶ kAccounting
//                         kReleasing  ◀────────────────  (destructor)
//
// A hook that finds another phase than kOutside was called by what an outer hook forwards to: an allocator or
// an operator that calls others. One that finds kAccounting was called by a signal handler that interrupted
// us; so was one that finds kAllocating or kReleasing where the allocator is glibc's, which calls no hook.
#pragma once

#include <cstdint>

#include "counting/mode.h"

namespace highwater::counting {

enum class Phase : std::uint32_t {
  kOutside,
  kAllocating,  // in a function of the malloc family
  kReleasing,
  kInOperator,  // in an operator new, which may ask a new-handler, and throws
  kApart,       // in an operator delete or a look-up of ours, which may allocate for themselves
  kAccounting
};

extern thread_local constinit Phase thread_phase __attribute__((tls_model("initial-exec")));

// While the only thread is inside, the common case must not be taken.
class Inside {
 public:
  Inside() noexcept : was_alone_(is_alone()) {
    if (was_alone_) enter_alone();
  }
  // In a forked child the mode has become another one.
  ~Inside() {
    if (was_alone_ && wiped_page.mode == Mode::kInside) leave_alone();
  }
  Inside(const Inside&) = delete;  // the copy would leave early
  Inside& operator=(const Inside&) = delete;

 private:
  const bool was_alone_;
};

// Proof that the thread is in the accountant and nowhere else: recording calls take it as an argument.
class Accounting {
 public:
  Accounting() noexcept : before_(thread_phase) { thread_phase = Phase::kAccounting; }
  ~Accounting() { thread_phase = before_; }
  Accounting(const Accounting&) = delete;  // the copy would leave the phase early
  Accounting& operator=(const Accounting&) = delete;

 private:
  const Inside inside_;
  Phase before_;
};

// The span of one call into the allocator. REQUIRES: thread_phase == kOutside.
class Outermost {
 public:
  explicit Outermost(Phase phase) noexcept { thread_phase = phase; }
  ~Outermost() { thread_phase = Phase::kOutside; }
  Outermost(const Outermost&) = delete;
  Outermost& operator=(const Outermost&) = delete;

  // What the destructor does, for one that an exception passes over. REQUIRES: one is open.
  static void leave() noexcept {
    thread_phase = Phase::kOutside;
    if (wiped_page.mode == Mode::kInside) leave_alone();
  }

 private:
  const Inside inside_;
};

}  // namespace highwater::counting
