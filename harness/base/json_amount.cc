// SPDX-License-Identifier: Apache-2.0
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
  const Expected<std::string> text = object.text(key);
  if (!text) return object.integer(key);
  if (const std::optional<std::int64_t> amount = parse_amount(*text, counted)) return *amount;
  return object.complain(key, expected_instead(*text, amount_example(counted)));
}

Expected<std::vector<std::int64_t>> read_amounts(const JsonObject& object, const std::string& key,
                                                 Counted counted) {
  const Expected<std::vector<std::string>> texts = object.texts(key);
  if (!texts || texts->empty()) return object.integers(key);
  std::vector<std::int64_t> amounts;
  for (const std::string& text : *texts) {
    const std::optional<std::int64_t> amount = parse_amount(text, counted);
    if (!amount) return object.complain(key, expected_instead(text, amount_example(counted)));
    amounts.push_back(*amount);
  }
  return amounts;
}

Expected<double> read_fraction(const JsonObject& object, const std::string& key) {
  const Expected<std::string> text = object.text(key);
  if (!text) return object.number(key);
  if (const std::optional<double> fraction = parse_percent(*text)) return *fraction;
  return object.complain(key, expected_instead(*text, "a fraction as in 0.02, or \"2%\""));
}

}  // namespace highwater
