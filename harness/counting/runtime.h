// SPDX-License-Identifier: Apache-2.0
// The counting library in this process: attached at the first call of any entry, and what entries ask before
// they count. Called by allocation.cc, interpose_new.cc, interpose_exec.cc and interpose_regions.cc.
//
// Thread safety: all calls, from any thread, also from signal handlers. errno is left alone.
#pragma once

#include <highwater/numbers.h>

#include <cstddef>

#include "counting/mode.h"
#include "counting/reentry.h"
#include "counting/wire.h"

namespace highwater::counting {

// Which form of the library this is: start_preloaded.cc or start_linked.cc.
extern const bool kIsPreloaded;

// Attaches if that has not happened yet. Every entry calls it first; it costs two loads after the first time.
// Also in a forked child, when children are followed.
void ensure_started() noexcept;
// The same but for forked children: by itself an exec is no event.
void ensure_attached() noexcept;

// While the real functions are being looked up, by this thread or another: there is no allocator yet.
bool is_starting() noexcept;

// The outermost entry of this thread.
inline bool is_outermost() noexcept {
  return thread_phase == Phase::kOutside && mode() != Mode::kInside;
}

// Whether the thread is in the accountant: then who calls an entry is a signal handler that interrupted it.
bool interrupts_counting() noexcept;

// A call from inside another entry. If that was in the accountant, or in glibc's allocator, which calls no
// entry, a signal handler is allocating.
void note_nested(std::size_t size) noexcept;

// How many of the objects that `caller` callocs are there because this library is loaded (thread_vector.h).
std::size_t own_objects(std::size_t count, std::size_t size, const void* caller) noexcept;

// While one of our look-ups is under way: what it allocates is not the program's.
class LookUp {
 public:
  LookUp() noexcept : before_(thread_phase) {
    if (before_ == Phase::kOutside) thread_phase = Phase::kApart;
  }
  ~LookUp() { thread_phase = before_; }
  LookUp(const LookUp&) = delete;
  LookUp& operator=(const LookUp&) = delete;

 private:
  const Inside inside_;
  Phase before_;
};

// See interpose_exec.cc.
// An allocation of `size` bytes gave nothing.
void note_failed(std::size_t size) noexcept;
void before_exec(char* const* arguments) noexcept;
void exec_failed() noexcept;
void before_spawn(char* const* arguments) noexcept;

int region_enter(const char* name) noexcept;
void region_iteration(int handle) noexcept;
void region_leave(int handle) noexcept;

// What the process may know of itself; highwater_result.
int snapshot(highwater_numbers* numbers) noexcept;
int scope_enter() noexcept;
int scope_read(int handle, highwater_numbers* numbers) noexcept;
void scope_leave(int handle) noexcept;
// Where sites are recorded; null where they are not.
const SiteTables* site_tables() noexcept;

// Before any code of the program: ensure_started(), and what a selftest injects into a process.
void process_begins() noexcept;

}  // namespace highwater::counting
