// SPDX-License-Identifier: Apache-2.0
// What the events of a fixture (fixtures/events.h) add up to, for tests that end it at any moment.
//
// Of the event that was under way every part may be there or not: a realloc takes the old block out and puts
// the new one in, and a peak is raised after the bytes that raise it. So each number has a range, which is
// one value wherever that event does not touch it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "tests/counting/fixtures/events.h"
#include "tests/counting/testing/probing.h"

namespace highwater::e2e {

class EventModel {
 public:
  void apply(std::int64_t number) {
    const Event event = next(number);
    std::size_t& size = sizes_[event.slot];
    const std::int64_t before = static_cast<std::int64_t>(size);
    const std::int64_t after = static_cast<std::int64_t>(event.size);
    numbers.retained_blocks += (after != 0) - (before != 0);
    numbers.retained_bytes += after - before;
    numbers.allocations += after != 0;
    numbers.allocated_bytes += after;
    numbers.peak_bytes = std::max(numbers.peak_bytes, numbers.retained_bytes);
    size = event.size;
  }
  Event next(std::int64_t number) const { return event_at(static_cast<std::uint64_t>(number), sizes_); }
  std::int64_t size_in(std::size_t slot) const { return static_cast<std::int64_t>(sizes_[slot]); }

  Numbers numbers;

 private:
  std::size_t sizes_[kEventSlots] = {};
};

// Is `numbers` what `done` events make, and any part of the next one if that is `started`?
testing::AssertionResult is_within_one_event(const Numbers& numbers, std::int64_t done, std::int64_t started);

// The memory in which a fixture counts its events, shared through a file.
class SharedProgress {
 public:
  explicit SharedProgress(std::string path);       // ends the test program where there is no memory for it
  SharedProgress(const SharedProgress&) = delete;  // would unmap twice
  SharedProgress& operator=(const SharedProgress&) = delete;
  ~SharedProgress();

  const std::string& path() const { return path_; }
  void clear();
  Progress* operator->() const { return progress_; }

 private:
  std::string path_;
  Progress* progress_;  // OWNS
};

}  // namespace highwater::e2e
