// SPDX-License-Identifier: Apache-2.0
#include "tests/counting/testing/event_model.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

#include "base/file.h"

namespace highwater::e2e {

testing::AssertionResult is_within_one_event(const Numbers& numbers, std::int64_t done,
                                             std::int64_t started) {
  EventModel model;
  for (std::int64_t number = 0; number < done; ++number) model.apply(number);
  const Numbers low = model.numbers;
  Numbers lowest = low;
  Numbers highest = low;
  if (started > done) {
    const Event event = model.next(done);
    const std::int64_t taken_out = model.size_in(event.slot);
    const std::int64_t put_in = static_cast<std::int64_t>(event.size);
    lowest.retained_bytes -= taken_out;
    lowest.retained_blocks -= taken_out != 0;
    highest.retained_bytes += put_in;
    highest.retained_blocks += put_in != 0;
    highest.allocated_bytes += put_in;
    highest.allocations += put_in != 0;
    highest.peak_bytes = std::max(highest.peak_bytes, highest.retained_bytes);
  }
  for (const auto member : {&Numbers::allocations, &Numbers::allocated_bytes, &Numbers::peak_bytes,
                            &Numbers::retained_bytes, &Numbers::retained_blocks})
    if (numbers.*member < lowest.*member || numbers.*member > highest.*member)
      return testing::AssertionFailure()
             << testing::PrintToString(numbers) << "\nafter " << done << " events of " << started << ", from "
             << testing::PrintToString(lowest) << "\nto " << testing::PrintToString(highest);
  return testing::AssertionSuccess();
}

SharedProgress::SharedProgress(std::string path) : path_(std::move(path)) {
  const bool written = write_file(path_, std::string(sizeof(Progress), '\0')).has_value();
  const int file = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  void* memory = ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (!written || file < 0 || memory == MAP_FAILED) std::abort();
  ::close(file);
  progress_ = static_cast<Progress*>(memory);
}

SharedProgress::~SharedProgress() {
  ::munmap(progress_, sizeof(Progress));
}

void SharedProgress::clear() {
  EVENTS_STORE(progress_->pid, 0);
  EVENTS_STORE(progress_->started, 0);
  EVENTS_STORE(progress_->done, 0);
}

}  // namespace highwater::e2e
