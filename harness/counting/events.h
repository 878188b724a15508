// SPDX-License-Identifier: Apache-2.0
// What happened to a block, told to the accountant of the tier in force: counters alone, or counters and
// sites. Called by the entries (allocation.cc) in the right order around each real call.
//
// Thread safety: all calls, from any thread; start_events() before them. `caller` is where the interposed
// function returns to, which is on the stack.
#pragma once

#include <cstddef>
#include <cstdint>

#include "counting/accountant.h"
#include "counting/recording_accountant.h"
#include "counting/scopes.h"
#include "counting/unwind/modules.h"
#include "counting/wire.h"

namespace highwater::counting {

// The accountant of counters, which the common case asks by itself.
extern constinit Accountant accountant;
// That of a watched process.
extern constinit RecordingAccountant recording_accountant;

// kWatched: counters always, and sites while Process::recording says so.
enum class Tier { kCounters, kSites, kWatched };
struct EventsStart {
  Tier tier = Tier::kCounters;
  const void* heap = nullptr;        // where most blocks will be from
  bool allocator_is_glibc = false;   // its blocks are 32 bytes apart at least
  FindObject find_object = nullptr;  // the loader's, for stacks
};
// Counts into `process` from now on.
void start_events(Process* process, const EventsStart& start) noexcept;
// The same in a forked child, which keeps what is known of its parent's blocks and has no regions open. It
// records no sites: its site tables say only what all of them have together. REQUIRES: no other thread is
// there.
void start_events_in_fork(Process* process) noexcept;
// Counts in slot `number` of the tree, too. After either.
void join_tree(Header* header, std::uint32_t number) noexcept;

// `block`, which is not null, was allocated.
void note_allocated(void* block, std::size_t size, const void* caller) noexcept;
// `block` is about to be freed.
void note_released(void* block) noexcept;
// Both in the common case with sites (mode kAloneWithSites); false: nothing has happened, and the other is to
// be called.
bool note_allocated_alone(void* block, std::size_t size, const void* caller) noexcept;
bool note_released_alone(void* block) noexcept;
// The same of a watched process while a recording is on (mode kAloneWatched). `word` is that of
// recording_accountant.
bool note_recorded_alone(void* block, std::size_t size, const void* caller, std::uint32_t word) noexcept;
bool note_recorded_released_alone(void* block, std::uint32_t word) noexcept;
// An allocation that cannot be counted because it interrupted the counting of another; of no bytes: a
// release.
void note_untracked(std::size_t size) noexcept;

// realloc is one event: the old block is taken before the real call, then one of the other three.
struct TakenBlock {
  std::uint64_t size = 0;
  std::uint32_t site = 0;  // of a watched process: the mark of a recording
  bool known = false;
  bool in_tree = false;
};
TakenBlock take_block(void* block) noexcept;
void note_reallocated(TakenBlock old, void* block, std::size_t size, const void* caller) noexcept;
void note_realloc_freed(TakenBlock old) noexcept;
void note_realloc_failed(TakenBlock old, void* block) noexcept;

// Boundaries of regions.
int enter_region(const char* name) noexcept;
void mark_iteration(int handle) noexcept;
void leave_region(int handle) noexcept;
// Scopes (scopes.h).
int enter_scope() noexcept;
bool read_scope(int handle, highwater_numbers* numbers) noexcept;
void leave_scope(int handle) noexcept;

// A library may have been unloaded.
void note_unloaded() noexcept;

}  // namespace highwater::counting
