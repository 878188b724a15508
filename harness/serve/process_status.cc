// SPDX-License-Identifier: Apache-2.0
// proc(5), /proc/pid/stat.
#include "serve/process_status.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <vector>

#include "base/file.h"

namespace highwater {
namespace {

// Fields behind the name, from "state" on; proc(5) counts that as the third.
enum StatField {
  kUserTicks = 11,
  kSystemTicks = 12,
  kThreads = 17,
  kStartTicks = 19,
  kVirtualBytes = 20,
  kResidentPages = 21
};

double boot_time_seconds() {
  const std::string text = read_file("/proc/stat").value_or("");
  const std::size_t at = text.find("\nbtime ");
  return at == std::string::npos ? 0 : std::strtod(text.c_str() + at + 7, nullptr);
}

std::int64_t count_entries(const std::string& folder) {
  std::error_code error;
  std::int64_t count = 0;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    ++count;
  return count;
}

}  // namespace

std::optional<ProcessStatus> parse_process_stat(std::string_view text, long ticks_a_second, long page_bytes) {
  // The name may hold anything, so the last parenthesis counts.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  std::istringstream words{std::string(text.substr(name_end + 1))};
  std::vector<std::string> fields;
  for (std::string word; words >> word;) fields.push_back(word);
  if (fields.size() <= kResidentPages) return std::nullopt;
  const auto number = [&](StatField field) { return std::strtoll(fields[field].c_str(), nullptr, 10); };
  const auto seconds = [&](long long ticks) {
    return static_cast<double>(ticks) / static_cast<double>(ticks_a_second);
  };
  return ProcessStatus{.cpu_seconds = seconds(number(kUserTicks) + number(kSystemTicks)),
                       .start_time_seconds = seconds(number(kStartTicks)),
                       .virtual_bytes = number(kVirtualBytes),
                       .resident_bytes = number(kResidentPages) * page_bytes,
                       .threads = number(kThreads),
                       .open_files = 0};
}

std::optional<ProcessStatus> status_of(int pid) {
  const std::string folder = fmt::format("/proc/{}", pid);
  std::optional<ProcessStatus> status = parse_process_stat(read_file(folder + "/stat").value_or(""),
                                                           ::sysconf(_SC_CLK_TCK), ::sysconf(_SC_PAGESIZE));
  if (!status) return std::nullopt;
  status->start_time_seconds += boot_time_seconds();
  status->open_files = count_entries(folder + "/fd");
  return status;
}

}  // namespace highwater
