// SPDX-License-Identifier: Apache-2.0
// Amounts in files that people write by hand: an integer, or a text with a unit ("8MiB", "2%").
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/amount.h"
#include "base/json_reader.h"

namespace highwater {

// The value of `key`, which is there: an integer, or a text that parse_amount() takes. Errors name the key.
Expected<std::int64_t> read_amount(const JsonObject& object, const std::string& key, Counted counted);

// A list, of integers or of such texts.
Expected<std::vector<std::int64_t>> read_amounts(const JsonObject& object, const std::string& key,
                                                 Counted counted);

// The relative part of a tolerance as a machine writes it: a number from 0 to kLargestRelative.
Expected<double> read_relative(const JsonObject& object, const std::string& key);

// The same as people write it: a fraction (0.02), or a text that parse_percent() takes. A fraction above 1 is
// refused: who writes 2 means 2 %, and 200 % has a text.
Expected<double> read_fraction(const JsonObject& object, const std::string& key);

// Is what parse_percent() gave for `key` at most kLargestRelative?
Expected<void> check_percent(const JsonObject& object, const std::string& key, double fraction);

}  // namespace highwater
