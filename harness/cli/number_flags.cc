// SPDX-License-Identifier: Apache-2.0
#include "cli/number_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/duration.h"
#include "base/printable.h"

namespace highwater {
namespace {

template <typename Number>
std::optional<Number> number_in(const std::string& text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

}  // namespace

CLI::Validator whole_number(std::int64_t smallest, std::int64_t largest) {
  return CLI::Validator(
      [smallest, largest](const std::string& text) {
        const std::optional<std::int64_t> number = number_in<std::int64_t>(text);
        if (number && *number >= smallest && *number <= largest) return std::string();
        return fmt::format("expected a whole number, at least {} and at most {}, found \"{}\"", smallest,
                           largest, printable(text));
      },
      "");
}

CLI::Validator timeout_seconds() {
  return CLI::Validator(
      [](const std::string& text) {
        const std::optional<double> number = number_in<double>(text);
        // Not a number is on neither side.
        if (number && *number > 0 && *number <= static_cast<double>(kLongestTimeout.count()))
          return std::string();
        return fmt::format("expected seconds above 0, at most {} (a week), found \"{}\"",
                           kLongestTimeout.count(), printable(text));
      },
      "");
}

std::chrono::milliseconds timeout_of(double seconds) {
  return std::chrono::milliseconds(std::max<std::int64_t>(std::llround(seconds * 1000), 1));
}

}  // namespace highwater
