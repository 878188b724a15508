// SPDX-License-Identifier: Apache-2.0
// The relative part is taken as a whole number of billionths, so that 29 % of 100 is 29 (0.29 * 100 is less
// in binary) and the verdict does not depend on a machine's floating point. Products are 128 bits wide; sums
// stop at the ends of 64.
#include "baseline/tolerance.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace highwater {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr double kBillion = 1e9;

std::int64_t saturated(Wide number) {
  return static_cast<std::int64_t>(std::clamp<Wide>(number, kMin, kMax));
}

// What an improvement falls below.
std::int64_t floor_of(const GatedMetric& metric) {
  return saturated(Wide{metric.value} - allowance(metric));
}

bool is_noisy(const GatedMetric& metric) {
  return metric.spread && metric.spread->stability == Stability::kNoisy;
}

}  // namespace

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kRegression:
      return "regression";
    case Verdict::kImprovement:
      return "improvement";
    case Verdict::kWaived:
      return "waived";
    case Verdict::kUnusedWaiver:
      return "unused waiver";
    case Verdict::kPass:
      break;
  }
  return "ok";
}

Verdict worst(Verdict a, Verdict b) {
  for (const Verdict verdict :
       {Verdict::kRegression, Verdict::kUnusedWaiver, Verdict::kWaived, Verdict::kImprovement})
    if (a == verdict || b == verdict) return verdict;
  return Verdict::kPass;
}

Tolerance default_tolerance(Metric metric) {
  if (metric == Metric::kGrowthBytesPerIteration) return {.absolute = 8, .relative = 0.01};
  return {.absolute = is_bytes(metric) ? 1024 : 4, .relative = 0.01};
}

std::int64_t least_loose(Metric metric) {
  return is_bytes(metric) && metric != Metric::kGrowthBytesPerIteration ? 64 * 1024 : 64;
}

GatedMetric default_growth() {
  return {.value = 0, .tolerance = default_tolerance(Metric::kGrowthBytesPerIteration), .limit = {}};
}

std::int64_t allowance(const GatedMetric& metric) {
  const Wide magnitude = metric.value < 0 ? -Wide{metric.value} : Wide{metric.value};
  // A factor of a billion is as good as any larger one, and the product of both still fits.
  const double billionths = std::min(metric.tolerance.relative, kBillion) * kBillion;
  const Wide relative = magnitude * std::llround(billionths) / static_cast<std::int64_t>(kBillion);
  return saturated(std::max<Wide>(metric.tolerance.absolute, relative));
}

bool is_gated(const GatedMetric& metric) {
  return !is_noisy(metric) || metric.limit;
}

std::int64_t limit_of(const GatedMetric& metric) {
  if (is_noisy(metric)) return metric.limit.value_or(kMax);
  const std::int64_t tolerated = saturated(Wide{metric.value} + allowance(metric));
  return metric.limit ? std::min(*metric.limit, tolerated) : tolerated;
}

Verdict judge(const GatedMetric& metric, std::int64_t lowest, std::int64_t highest) {
  if (lowest > limit_of(metric)) return Verdict::kRegression;
  if (!is_noisy(metric) && highest < floor_of(metric)) return Verdict::kImprovement;
  return Verdict::kPass;
}

}  // namespace highwater
