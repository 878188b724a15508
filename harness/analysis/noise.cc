// SPDX-License-Identifier: Apache-2.0
#include "analysis/noise.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace highwater {
namespace {

constexpr std::int64_t kLargestDifference = std::numeric_limits<std::int64_t>::max();

// maximum - minimum of any two numbers.
std::int64_t saturated_difference(std::int64_t larger, std::int64_t smaller) {
  std::int64_t difference = 0;
  return __builtin_sub_overflow(larger, smaller, &difference) ? kLargestDifference : difference;
}

// Without abs(), which the smallest number has not.
double magnitude(std::int64_t value) {
  return value < 0 ? -static_cast<double>(value) : static_cast<double>(value);
}

}  // namespace

const char* name_of(Stability stability) {
  switch (stability) {
    case Stability::kExact:
      return "EXACT";
    case Stability::kStable:
      return "STABLE";
    case Stability::kNoisy:
      break;
  }
  return "NOISY";
}

Noise noise_of(std::span<const std::int64_t> values, std::int64_t floor) {
  Noise noise;
  if (values.empty()) return noise;
  std::vector<std::int64_t> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  noise.runs = static_cast<std::int64_t>(sorted.size());
  noise.minimum = sorted.front();
  noise.maximum = sorted.back();
  noise.median = sorted[(sorted.size() - 1) / 2];
  const std::int64_t spread = saturated_difference(noise.maximum, noise.minimum);
  if (spread == 0) {
    noise.tolerance = 0;
    return noise;
  }
  if (spread > floor && static_cast<double>(spread) > kNoisySpread * magnitude(noise.median)) {
    noise.stability = Stability::kNoisy;
    return noise;
  }
  noise.stability = Stability::kStable;
  noise.tolerance =
      spread > kLargestDifference / kSpreadsTolerated ? kLargestDifference : kSpreadsTolerated * spread;
  return noise;
}

}  // namespace highwater
