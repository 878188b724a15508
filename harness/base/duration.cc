// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace highwater {
namespace {

struct TimeUnit {
  const char* written;
  const char* shown;
  std::int64_t milliseconds;
};
constexpr TimeUnit kTimeUnits[] = {
    {"h", "h", 3'600'000}, {"m", "min", 60'000}, {"s", "s", 1000}, {"ms", "ms", 1}};
constexpr std::int64_t kLongest = std::int64_t{100} * 366 * 24 * 3'600'000;

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const auto* const unit = std::find_if(std::begin(kTimeUnits), std::end(kTimeUnits),
                                        [&](const TimeUnit& known) { return text == known.written; });
  if (unit == std::end(kTimeUnits) || number > kLongest / unit->milliseconds) return std::nullopt;
  return std::chrono::milliseconds(number * unit->milliseconds);
}

std::string format_duration(std::chrono::milliseconds duration) {
  const std::int64_t count = duration.count();
  for (const TimeUnit& unit : kTimeUnits)
    if (count != 0 && count % unit.milliseconds == 0)
      return fmt::format("{} {}", count / unit.milliseconds, unit.shown);
  return "0 s";
}

}  // namespace highwater
