// SPDX-License-Identifier: Apache-2.0
#include "report/text/progress_line.h"

#include <fmt/format.h>

namespace highwater {
namespace {

std::string rounded(std::int64_t seconds) {
  if (seconds < 60) return fmt::format("{} s", seconds);
  const std::int64_t minutes = (seconds + 30) / 60;
  return minutes < 60 ? fmt::format("{} min", minutes)
                      : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace

std::string progress_line(std::size_t number, std::size_t count, const std::string& what,
                          std::chrono::milliseconds elapsed) {
  std::string line = fmt::format("[{}/{}] {}", number, count, what);
  if (number < 2 || count < number) return line;
  const auto rest = static_cast<std::int64_t>(count - number + 1);
  const std::int64_t left = elapsed.count() * rest / static_cast<std::int64_t>(number - 1);
  return line + fmt::format(", {} left", rounded((left + 999) / 1000));
}

}  // namespace highwater
