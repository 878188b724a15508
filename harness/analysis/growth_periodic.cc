// SPDX-License-Identifier: Apache-2.0
// Each lag L is scored by how much it explains: the differences y[i + L] - y[i] that have the value which
// most of the last ones have, less what it costs to say so: half a point for each phase, two for each jump
// (which disturbs L differences). The start that scores best is the end of the warm-up.
#include <algorithm>
#include <cmath>

#include "analysis/growth_series.h"

namespace highwater {
namespace {

constexpr std::size_t kLargestLag = 64;
constexpr double kPhaseCost = 0.5;
constexpr double kJumpCost = 2;
constexpr double kLeastGain = 3;

struct Explanation {
  double gain = 0;
  double rate = 0;  // bytes a lag; bytes an iteration where the points are uneven
  std::size_t lag = 0;
  std::size_t start = 0;  // index of the first point that it explains
};

std::vector<double> differences(const GrowthSeries& series, std::size_t lag) {
  std::vector<double> result(series.size() - lag);
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = static_cast<double>(series.bytes[i + lag] - series.bytes[i]);
    if (!series.even) result[i] /= static_cast<double>(series.at[i + lag] - series.at[i]);
  }
  return result;
}

// Growth that jumps the other way undo is a tooth. Far larger jumps are something else that was given back.
bool is_undone(std::span<const double> behind, double rate) {
  double undone = 0;
  for (const double difference : behind)
    if ((difference - rate) * rate < 0) undone += std::abs(difference - rate);
  const double grown = std::abs(rate) * static_cast<double>(behind.size());
  return undone >= grown / 2 && undone <= grown * 2;
}

std::optional<Explanation> explain(const GrowthSeries& series, std::size_t lag) {
  const std::vector<double> all = differences(series, lag);
  const std::size_t window = std::min(all.size(), std::max({std::size_t{4}, lag, all.size() / 3}));
  const std::optional<double> rate = clear_mode(std::span(all).last(window));
  if (!rate) return std::nullopt;
  Explanation best{0, *rate, lag, all.size()};
  double score = 0;
  for (std::size_t i = all.size(); i-- > 0;) {
    score += all[i] == *rate ? 1 : -kJumpCost / static_cast<double>(lag);
    if (score > best.gain) {
      best.gain = score;
      best.start = i;
    }
  }
  best.gain -= kPhaseCost * static_cast<double>(lag);
  const std::span<const double> behind = std::span(all).subspan(best.start);
  if (best.gain < kLeastGain) return std::nullopt;
  if (*rate == 0) return best;
  // Growth takes more than a level does: values that repeat agree by chance.
  if (best.gain < static_cast<double>(series.size()) / 4) return std::nullopt;
  const auto agreeing = static_cast<std::size_t>(std::count(behind.begin(), behind.end(), *rate));
  if (lag > 1 && agreeing * 10 < behind.size() * 8) return std::nullopt;
  if (is_undone(behind, *rate)) return std::nullopt;
  return best;
}

GrowthShape level_shape(const GrowthSeries& series, const Explanation& explanation) {
  if (explanation.lag > 1) return GrowthShape::kSawtooth;
  const bool rose = series.bytes[explanation.start] > series.bytes.front();
  return explanation.start > 0 && rose ? GrowthShape::kWarmUp : GrowthShape::kFlat;
}

}  // namespace

std::optional<Growth> periodic_growth(const GrowthSeries& series, std::size_t smallest_lag,
                                      std::size_t periods) {
  std::optional<Explanation> best;
  const std::size_t largest_lag = series.even ? std::min(kLargestLag, series.size() / periods) : 1;
  for (std::size_t lag = smallest_lag; lag <= largest_lag; ++lag) {
    const std::optional<Explanation> explanation = explain(series, lag);
    if (explanation && (!best || explanation->gain > best->gain)) best = explanation;
  }
  if (!best) return std::nullopt;
  const std::int64_t period = static_cast<std::int64_t>(best->lag) * series.stride;
  const double rate = series.even ? best->rate / static_cast<double>(period) : best->rate;
  return growth_at(rate, level_shape(series, *best), series.at[best->start] - series.at.front(),
                   best->lag == 1 ? 1 : period);
}

}  // namespace highwater
