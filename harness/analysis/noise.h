// SPDX-License-Identifier: Apache-2.0
// How far a metric varies from run to run of the same program, and the tolerance that follows. `update` runs
// a scenario several times and keeps this with the baseline; `check --runs` judges its own runs with it.
// Pure.
//
// Method: all runs equal is EXACT and needs no tolerance of its own. Else the spread (maximum - minimum)
// decides: at most 10 % of the median, or at most the floor, is STABLE with a tolerance of twice the spread
// around the median; more is NOISY, and a tolerance that wide would let real regressions pass, so that it
// derives none. Twice the spread of five runs is 4.7 standard deviations of normal noise on average;
// analysis/noise_test.cc has the rate of false alarms for several distributions. harness/docs/tolerance.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace highwater {

enum class Stability { kExact, kStable, kNoisy };
const char* name_of(Stability stability);  // "EXACT"

inline constexpr double kNoisySpread = 0.10;  // of the median
inline constexpr std::int64_t kSpreadsTolerated = 2;

struct Noise {
  Stability stability = Stability::kExact;
  std::int64_t runs = 0;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;
  std::int64_t median =
      0;  // of an even number of runs the lower of the two in the middle: a value that was measured
  // Around the median, in the metric's unit: 0 when exact, none when noisy. Saturates.
  std::optional<std::int64_t> tolerance;

  bool operator==(const Noise&) const = default;
};

// `floor`: a spread up to it is never noise, in the metric's unit (the default tolerance's absolute part).
// No runs: EXACT with runs 0, which says nothing; callers must not take it for a measurement.
Noise noise_of(std::span<const std::int64_t> values, std::int64_t floor);

}  // namespace highwater
