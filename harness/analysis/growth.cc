// SPDX-License-Identifier: Apache-2.0
// The parts in their order: what is exact before what is likely.
#include "analysis/growth.h"

#include <algorithm>

#include "analysis/growth_series.h"

namespace highwater {
namespace {

// Two like steps can be two threads that start, three at like distances hardly.
constexpr std::size_t kPeriodsOfStairs = 3;
// Where every point differs from the one before, one repetition is a lot of agreement.
constexpr std::size_t kPeriodsOfTeeth = 2;

// Level at the end for at least four steps, and for more than twice as long as ever before: whatever grew has
// stopped.
bool has_stopped(const GrowthSeries& series) {
  std::size_t longest = 0;
  std::size_t level = 0;
  for (std::size_t i = 1; i < series.size(); ++i) {
    const bool is_level = series.bytes[i] == series.bytes[i - 1];
    if (!is_level) longest = std::max(longest, level);
    level = is_level ? level + 1 : 0;
  }
  return level >= 4 && level > 2 * longest + 2;
}

Growth growth_of_level(const GrowthSeries& series) {
  std::size_t last_step = 0;
  for (std::size_t i = 1; i < series.size(); ++i)
    if (series.bytes[i] != series.bytes[i - 1]) last_step = i;
  Growth growth;
  growth.shape = series.bytes.back() > series.bytes.front() ? GrowthShape::kWarmUp : GrowthShape::kFlat;
  growth.warm_up_iterations = series.at[last_step] - series.at.front();
  return growth;
}

Growth growth_of_staircase(const GrowthSeries& series) {
  if (const std::optional<Growth> leak = staircase_growth(series)) return *leak;
  // Stairs of several kinds that come round together.
  const std::optional<Growth> periodic = periodic_growth(series, 2, kPeriodsOfStairs);
  if (periodic && periodic->shape == GrowthShape::kLeak) return *periodic;
  return growth_of_level(series);
}

}  // namespace

const char* name_of(GrowthShape shape) {
  switch (shape) {
    case GrowthShape::kTooShort:
      return "too short";
    case GrowthShape::kFlat:
      return "flat";
    case GrowthShape::kWarmUp:
      return "warm-up";
    case GrowthShape::kSawtooth:
      return "sawtooth";
    case GrowthShape::kLeak:
      return "leak";
    case GrowthShape::kFalling:
      break;
  }
  return "falling";
}

Growth growth_of(std::span<const GrowthPoint> points) {
  const GrowthSeries series = series_of(points);
  if (series.size() < kMinimumGrowthPoints) return {};
  if (has_stopped(series)) return growth_of_level(series);
  if (is_staircase(series)) return growth_of_staircase(series);
  if (const std::optional<Growth> growth = periodic_growth(series, 1, kPeriodsOfTeeth)) return *growth;
  if (const std::optional<Growth> growth = trough_growth(series)) return *growth;
  return trend_growth(series);
}

}  // namespace highwater
