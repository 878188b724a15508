// SPDX-License-Identifier: Apache-2.0
// Counts in a watched process: always for the process, as accountant.h does, and for sites while the harness
// has recording switched on (Process::recording). Called by events.cc.
//
// The counters do not know of recordings: they go on as they are, in every thread's own slot, so that they
// are right across any switch. A recording stands beside them. A block that is allocated while one is on gets
// a mark, its site and the number of the recording; when it is released, it counts for that site if the site
// still is that recording's. So it does not matter what a thread that is in the middle of an event has seen
// of the switch: a block is the recording's from its mark to its release, or is not at all. A site forgets
// what it had when it is first touched in another recording; nothing has to be gone through at a start.
//
// While sites are recorded, events take turns, with the counters' part inside, so that there is one order of
// events and a site's share of the recording's peak is known as in site_accountant.h. What is live of other
// blocks is taken once, at the recording's first event, and kept up to date in the turns. Events of threads
// that have not seen the switch yet are missed there: by their sizes, one for each thread at most, the moment
// of the highest total may be mistaken, no number of any site or of the process. Releases of recorded blocks
// after a stop take a turn, too; all other events then pay for a look at one word.
//
// In each turn an allocation comes to the counters first and a release to the site first: the sites together
// never have more live than the process, whenever it is killed.
//
// Thread safety: all calls, from any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "counting/accountant.h"
#include "counting/recording_map.h"
#include "counting/site_accountant.h"
#include "counting/wire.h"

namespace highwater::counting {

class RecordingAccountant {
 public:
  // Counts into `process` and its site tables from now on, and with `accountant`, which has been started for
  // it. BORROWS: both, for ever.
  void start(Process* process, Accountant* accountant) noexcept;

  // Process::recording. Read once an event.
  [[gnu::always_inline]] std::uint32_t word() const noexcept {
    return process_->recording.load(std::memory_order_relaxed);
  }
  // Whether the release of `block` is the counters' alone.
  [[gnu::always_inline]] bool is_for_counters_alone(std::uint32_t word, const void* block) const noexcept {
    return word == 0 || (!is_recording(word) && !marks_.may_have(block));
  }

  // A block of `size` bytes was allocated at `block`, which is not null; by `site` if is_recording(word).
  void allocated(const Accounting& accounting, const void* block, std::size_t size, std::uint32_t site,
                 std::uint32_t word) noexcept;
  // Both in the common case while a recording is on, as in site_accountant.h. False: nothing has happened.
  bool allocated_alone(const void* block, std::size_t size, std::uint32_t site, std::uint32_t word) noexcept;
  bool released_alone(const void* block, std::uint32_t word) noexcept;

  // `block` is about to be freed.
  void released(const Accounting& accounting, const void* block, std::uint32_t word) noexcept;

  // realloc, as in accountant.h.
  struct Taken {
    Accountant::Taken size;
    RecordingMark mark = 0;
  };
  Taken take(const Accounting& accounting, const void* block) noexcept;
  void reallocated(const Accounting& accounting, Taken old, const void* block, std::size_t size,
                   std::uint32_t site, std::uint32_t word) noexcept;
  void give_back(const Accounting& accounting, Taken old, const void* block) noexcept;
  void release_taken(const Accounting& accounting, Taken old, std::uint32_t word) noexcept;

 private:
  // What becomes known of a new block before the turn.
  struct Entered {
    Taken replaced;  // a block that was freed unseen
    RecordingMark mark = 0;
  };
  Entered enter(const Accounting& accounting, const void* block, std::size_t size, std::uint32_t site,
                std::uint32_t word) noexcept;
  // Another thread may have written to the site last: its cache line travels while this one waits for its
  // turn.
  void prepare(RecordingMark mark) noexcept {
    __builtin_prefetch(&tables_->sites[thread_lane][site_of(mark)], 1);
  }
  // In a turn.
  void catch_up(std::uint32_t word) noexcept;
  void add(RecordingMark mark, std::int64_t size, std::uint32_t word) noexcept;
  void add_to_site(RecordingMark mark, std::int64_t size, std::uint32_t word) noexcept;
  void subtract(Taken old, std::uint32_t word) noexcept;
  Site& touch(std::uint32_t site) noexcept;

  Process* process_ = nullptr;
  SiteTables* tables_ = nullptr;
  Accountant* accountant_ = nullptr;
  RecordingMap marks_;
};

}  // namespace highwater::counting
