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

Expected<double> read_fraction(const JsonObject& object, const std::string& key) {
  Expected<double> number = object.number(key);
  if (number) return number;
  const Expected<std::string> text = object.text(key);
  if (!text) return number;
  if (const std::optional<double> fraction = parse_percent(*text)) return *fraction;
  return object.complain(key, expected_instead(*text, "a fraction as in 0.02, or \"2%\""));
}

}  // namespace highwater
