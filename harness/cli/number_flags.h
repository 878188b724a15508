// SPDX-License-Identifier: Apache-2.0
// What flags take for a number, and what they say of anything else. CLI11's own checks print the ends of a
// double's range, and let "nan" and what overflows pass.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>

namespace highwater {

// Where nothing else bounds a number: days and runs that nobody lives to see, and sums that fit.
inline constexpr std::int64_t kLargestFlag = 1'000'000'000;

// "expected a whole number, at least 1 and at most 1000, found "x"".
CLI::Validator whole_number(std::int64_t smallest, std::int64_t largest = kLargestFlag);

// Above 0 and at most kLongestTimeout, with decimals.
CLI::Validator timeout_seconds();

// Of what timeout_seconds() lets pass: at least a millisecond, for less would be none.
std::chrono::milliseconds timeout_of(double seconds);

}  // namespace highwater
