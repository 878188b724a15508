// SPDX-License-Identifier: Apache-2.0
#include "analysis/growth_series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace highwater {
namespace {

// No program has as many bytes; a difference of two such numbers fits an integer.
constexpr std::int64_t kFarthest = std::int64_t{1} << 61;

}  // namespace

GrowthSeries series_of(std::span<const GrowthPoint> points) {
  GrowthSeries series;
  std::vector<GrowthPoint> kept;
  for (const GrowthPoint& point : points) {
    const std::int64_t at = std::clamp(point.iteration, -kFarthest, kFarthest);
    if (!kept.empty() && at <= kept.back().iteration) continue;
    kept.push_back({at, std::clamp(point.live_bytes, -kFarthest, kFarthest)});
  }
  const std::size_t every = (kept.size() + kMaximumGrowthPoints - 1) / kMaximumGrowthPoints;
  // Counted from the end, which decides.
  for (std::size_t i = every == 0 ? 0 : (kept.size() - 1) % every; i < kept.size(); i += every) {
    series.at.push_back(kept[i].iteration);
    series.bytes.push_back(kept[i].live_bytes);
  }
  if (series.size() < 2) return series;
  series.stride = std::numeric_limits<std::int64_t>::max();
  for (std::size_t i = 1; i < series.size(); ++i)
    series.stride = std::min(series.stride, series.at[i] - series.at[i - 1]);
  for (std::size_t i = 1; i < series.size(); ++i)
    if (series.at[i] - series.at[i - 1] != series.stride) series.even = false;
  return series;
}

Growth growth_at(double rate, GrowthShape level, std::int64_t warm_up, std::int64_t period) {
  Growth growth{level, 0, warm_up, period};
  if (rate == 0) return growth;
  growth.shape = rate > 0 ? GrowthShape::kLeak : GrowthShape::kFalling;
  growth.bytes_per_iteration = std::llround(rate);  // within kFarthest * 2, as differences of two points are
  // A leak of less than half a byte an iteration is one.
  if (growth.bytes_per_iteration == 0) growth.bytes_per_iteration = rate > 0 ? 1 : -1;
  return growth;
}

// Boyer and Moore's majority vote: linear, and what has six in ten has the majority.
std::optional<double> clear_mode(std::span<const double> values) {
  if (values.empty()) return std::nullopt;
  double candidate = values.front();
  std::size_t votes = 0;
  for (const double value : values) {
    if (votes == 0) candidate = value;
    value == candidate ? ++votes : --votes;
  }
  const auto count = static_cast<std::size_t>(std::count(values.begin(), values.end(), candidate));
  if (count * 10 < values.size() * 6) return std::nullopt;
  return candidate;
}

double median_of(std::vector<double>& values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace highwater
