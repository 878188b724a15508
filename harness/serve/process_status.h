// SPDX-License-Identifier: Apache-2.0
// What the kernel says of the served process: the numbers that Prometheus's own clients call process_….
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace highwater {

struct ProcessStatus {
  double cpu_seconds = 0;
  double start_time_seconds = 0;  // since 1970
  std::int64_t virtual_bytes = 0;
  std::int64_t resident_bytes = 0;
  std::int64_t threads = 0;
  std::int64_t open_files = 0;
};

// None: it is not there any more.
std::optional<ProcessStatus> status_of(int pid);

// The part of it that is in /proc/PID/stat; times since the machine started. Pure.
std::optional<ProcessStatus> parse_process_stat(std::string_view text, long ticks_a_second, long page_bytes);

}  // namespace highwater
