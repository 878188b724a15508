// SPDX-License-Identifier: Apache-2.0
// The plain number is tried first: machines write those, by the thousand, and an attempt that fails looks up
// its line.
#include "base/json_amount.h"

#include <fmt/format.h>

#include "base/terminal.h"

namespace highwater {
namespace {

std::string expected_instead(const std::string& text, const char* example) {
  return fmt::format("\"{}\" is none; expected {}", printable(text), example);
}

}  // namespace

Expected<std::int64_t> read_amount(const JsonObject& object, const std::string& key, Counted counted) {
  Expected<std::int64_t> integer = object.integer(key);
  if (integer) return integer;
  const Expected<std::string> text = object.text(key);
  if (!text) return integer;
  if (const std::optional<std::int64_t> amount = parse_amount(*text, counted)) return *amount;
  return object.complain(key, expected_instead(*text, amount_example(counted)));
}

Expected<std::vector<std::int64_t>> read_amounts(const JsonObject& object, const std::string& key,
                                                 Counted counted) {
  Expected<std::vector<std::int64_t>> integers = object.integers(key);
  if (integers) return integers;
  const Expected<std::vector<std::string>> texts = object.texts(key);
  if (!texts) return integers;
  std::vector<std::int64_t> amounts;
  for (const std::string& text : *texts) {
    const std::optional<std::int64_t> amount = parse_amount(text, counted);
    if (!amount) return object.complain(key, expected_instead(text, amount_example(counted)));
    amounts.push_back(*amount);
  }
  return amounts;
}

Expected<double> read_relative(const JsonObject& object, const std::string& key) {
  HIGHWATER_TRY(const double number, object.number(key));
  if (number < 0)
    return object.complain(key, fmt::format("expected 0 or more, found {}", number),
                           "a fraction of the value: 0.01 is 1 %");
  if (number > kLargestRelative)
    return object.complain(key, fmt::format("expected at most {}, found {}", kLargestRelative, number),
                           "a fraction of the value: 0.01 is 1 %; who wants more than 1000 % sets a limit");
  return number;
}

Expected<double> read_fraction(const JsonObject& object, const std::string& key) {
  Expected<double> number = object.number(key);
  if (number && *number < 0)
    return object.complain(key, fmt::format("expected 0 or more, found {}", *number),
                           "a fraction of the baseline: 0.05 is 5 %");
  if (number && *number > 1)
    return object.complain(key, fmt::format("expected a fraction of at most 1, found {}", *number),
                           fmt::format("{0:g} % is {1:g} or \"{0:g}%\"; {2:g} % is \"{2:g}%\"", *number,
                                       *number / 100, *number * 100));
  if (number) return number;
  const Expected<std::string> text = object.text(key);
  if (!text) return number;
  const std::optional<double> fraction = parse_percent(*text);
  if (!fraction) return object.complain(key, expected_instead(*text, "a fraction as in 0.02, or \"2%\""));
  HIGHWATER_TRY_VOID(check_percent(object, key, *fraction));
  return *fraction;
}

Expected<void> check_percent(const JsonObject& object, const std::string& key, double fraction) {
  if (fraction <= kLargestRelative) return {};
  return object.complain(
      key, fmt::format("expected at most {:g} %, found {:g} %", kLargestRelative * 100, fraction * 100),
      "what may grow further than that is held to nothing; set a limit in the baseline");
}

}  // namespace highwater
