// SPDX-License-Identifier: Apache-2.0
#include "counting/events.h"

#include <new>

#include "counting/life.h"
#include "counting/reentry.h"
#include "counting/regions.h"
#include "counting/site_accountant.h"
#include "counting/site_recorder.h"
#include "counting/tree_accountant.h"

namespace highwater::counting {

constinit Accountant accountant;
constinit RecordingAccountant recording_accountant;

namespace {

constinit SiteAccountant site_accountant;
constinit SiteBoundaries site_boundaries;
constinit SiteRecorder site_recorder;
constinit Regions regions;
constinit TreeAccountant tree_accountant;
bool records_sites = false;
bool is_watched = false;
bool is_forked = false;

// In a forked child the numbers of its parent's sites mean nothing.
std::uint32_t site_here(const void* caller) noexcept {
  return is_forked ? kOverflowSite : site_recorder.here(caller);
}

std::uint32_t site_here(const void* caller, std::uint32_t word) noexcept {
  return is_recording(word) ? site_recorder.here(caller) : kOverflowSite;
}

TakenBlock take(const Accounting& accounting, void* block) noexcept {
  TakenBlock taken;
  if (records_sites) {
    const SiteAccountant::Taken found = site_accountant.take(accounting, block);
    taken = {found.size, is_forked ? kOverflowSite : found.site, found.known, false};
  } else if (is_watched) {
    const RecordingAccountant::Taken found = recording_accountant.take(accounting, block);
    taken = {found.size.size, found.mark, found.size.known, false};
  } else {
    const Accountant::Taken found = accountant.take(accounting, block);
    taken = {found.size, 0, found.known, false};
  }
  taken.in_tree = tree_accountant.is_on() && taken.known && tree_accountant.take(accounting, block);
  return taken;
}

RecordingAccountant::Taken of_recording(TakenBlock old) noexcept {
  return {.size = {old.size, old.known}, .mark = old.site};
}

void release(const Accounting& accounting, TakenBlock old) noexcept {
  if (records_sites)
    site_accountant.release_taken(accounting, {old.size, old.site, old.known});
  else if (is_watched)
    recording_accountant.release_taken(accounting, of_recording(old), recording_accountant.word());
  else
    accountant.release_taken(accounting, {old.size, old.known});
  if (old.in_tree) tree_accountant.released(accounting, old.size);
}

void allocated_watched(const Accounting& accounting, void* block, std::size_t size,
                       const void* caller) noexcept {
  const std::uint32_t word = recording_accountant.word();
  recording_accountant.allocated(accounting, block, size, site_here(caller, word), word);
}

void reallocated_watched(const Accounting& accounting, TakenBlock old, void* block, std::size_t size,
                         const void* caller) noexcept {
  const std::uint32_t word = recording_accountant.word();
  recording_accountant.reallocated(accounting, of_recording(old), block, size, site_here(caller, word), word);
}

}  // namespace

void start_events(Process* process, const EventsStart& start) noexcept {
  records_sites = start.tier == Tier::kSites;
  is_watched = start.tier == Tier::kWatched;
  accountant.start(process, records_sites ? nullptr : start.heap);
  if (records_sites) {
    site_accountant.start(
        process, &accountant.ledger(), start.heap,
        start.allocator_is_glibc ? BlockMap::Room::kTwoGranules : BlockMap::Room::kOneGranule);
    site_boundaries.start(process);
    site_recorder.start(process, start.find_object);
  }
  if (is_watched) {
    recording_accountant.start(process, &accountant);
    site_recorder.start(process, start.find_object);
  }
  regions.start(process, &accountant.ledger(), records_sites ? &site_boundaries : nullptr);
}

void start_events_in_fork(Process* process) noexcept {
  is_forked = true;
  is_watched = false;  // the recording is its parent's
  accountant.start_again(process);
  if (records_sites) {
    site_accountant.start_again(process);
    site_boundaries.start(process);
  }
  new (&regions) Regions;
  regions.start(process, &accountant.ledger(), records_sites ? &site_boundaries : nullptr);
}

void join_tree(Header* header, std::uint32_t number) noexcept {
  TreeSlot* const slots = tree_slots_of(header);
  begin_life(slots[number]);
  tree_accountant.start(&header->tree, slots, number, life_of,
                        is_forked ? TreeAccountant::Image::kForked : TreeAccountant::Image::kFresh);
}

void note_allocated(void* block, std::size_t size, const void* caller) noexcept {
  const Accounting accounting;
  if (records_sites)
    site_accountant.allocated(accounting, block, size, site_here(caller));
  else if (is_watched)
    allocated_watched(accounting, block, size, caller);
  else
    accountant.allocated(accounting, block, size);
  if (tree_accountant.is_on()) [[unlikely]]
    tree_accountant.allocated(accounting, block, size);
}

void note_released(void* block) noexcept {
  const Accounting accounting;
  if (tree_accountant.is_on()) [[unlikely]]
    release(accounting, take(accounting, block));
  else if (records_sites)
    site_accountant.released(accounting, block);
  else if (is_watched)
    recording_accountant.released(accounting, block, recording_accountant.word());
  else
    accountant.released(accounting, block);
}

bool note_allocated_alone(void* block, std::size_t size, const void* caller) noexcept {
  enter_alone();
  const bool done = site_accountant.allocated_alone(block, size, site_recorder.here(caller));
  leave_alone();
  return done;
}

bool note_released_alone(void* block) noexcept {
  enter_alone();
  const bool done = site_accountant.released_alone(block);
  leave_alone();
  return done;
}

bool note_recorded_alone(void* block, std::size_t size, const void* caller, std::uint32_t word) noexcept {
  enter_alone();
  const bool done = recording_accountant.allocated_alone(block, size, site_recorder.here(caller), word);
  leave_alone();
  return done;
}

bool note_recorded_released_alone(void* block, std::uint32_t word) noexcept {
  enter_alone();
  const bool done = recording_accountant.released_alone(block, word);
  leave_alone();
  return done;
}

void note_untracked(std::size_t size) noexcept {
  accountant.untracked(size);
}

TakenBlock take_block(void* block) noexcept {
  const Accounting accounting;
  return take(accounting, block);
}

void note_reallocated(TakenBlock old, void* block, std::size_t size, const void* caller) noexcept {
  const Accounting accounting;
  if (records_sites)
    site_accountant.reallocated(accounting, {old.size, old.site, old.known}, block, size, site_here(caller));
  else if (is_watched)
    reallocated_watched(accounting, old, block, size, caller);
  else
    accountant.reallocated(accounting, {old.size, old.known}, block, size);
  if (!tree_accountant.is_on()) [[likely]]
    return;
  if (old.in_tree) tree_accountant.released(accounting, old.size);
  tree_accountant.allocated(accounting, block, size);
}

void note_realloc_freed(TakenBlock old) noexcept {
  const Accounting accounting;
  release(accounting, old);
}

void note_realloc_failed(TakenBlock old, void* block) noexcept {
  const Accounting accounting;
  if (records_sites)
    site_accountant.give_back(accounting, {old.size, old.site, old.known}, block);
  else if (is_watched)
    recording_accountant.give_back(accounting, of_recording(old), block);
  else
    accountant.give_back(accounting, {old.size, old.known}, block);
  if (old.in_tree) tree_accountant.give_back(accounting, block, old.size);
}

// A boundary takes locks, so a signal handler that allocates meanwhile must not want them too.
int enter_region(const char* name) noexcept {
  const Accounting accounting;
  return regions.enter(name);
}

void mark_iteration(int handle) noexcept {
  const Accounting accounting;
  regions.iteration(handle);
}

void leave_region(int handle) noexcept {
  const Accounting accounting;
  regions.leave(handle);
}

int enter_scope() noexcept {
  const Accounting accounting;
  return regions.enter_scope();
}

bool read_scope(int handle, highwater_numbers* numbers) noexcept {
  const Accounting accounting;
  return regions.read_scope(handle, numbers);
}

void leave_scope(int handle) noexcept {
  const Accounting accounting;
  regions.leave_scope(handle);
}

void note_unloaded() noexcept {
  const Accounting accounting;
  if ((records_sites || is_watched) && !is_forked) site_recorder.forget_unloaded();
}

}  // namespace highwater::counting
