// SPDX-License-Identifier: Apache-2.0
// Stairs: levels with steps up between them. What leaks every k-th iteration makes steps of like height at
// like distances; what leaks at random makes steps that do not become rarer. A cache's steps stop, a vector's
// become rarer and higher.
#include <algorithm>
#include <cmath>

#include "analysis/growth_series.h"

namespace highwater {
namespace {

struct Step {
  std::int64_t at = 0;
  std::int64_t height = 0;
};

constexpr std::size_t kStepsOfALeak = 3;
constexpr std::size_t kStepsForStatistics = 8;
// Of normally distributed trends towards rarer steps: 7 % of steady ones are below it, a cache far below.
constexpr double kRarer = -1.5;

std::vector<Step> steps_of(const GrowthSeries& series) {
  std::vector<Step> steps;
  for (std::size_t i = 1; i < series.size(); ++i)
    if (series.bytes[i] != series.bytes[i - 1])
      steps.push_back({series.at[i], series.bytes[i] - series.bytes[i - 1]});
  return steps;
}

// How many of the last steps are like each other, in distance and height. A vector's heights grow with its
// distances, by half or more at each.
std::size_t like_steps(const std::vector<Step>& steps, std::int64_t stride) {
  std::int64_t least_gap = 0, most_gap = 0, least_height = 0, most_height = 0;
  std::size_t count = 0;
  for (std::size_t i = steps.size(); i-- > 0; ++count) {
    const std::int64_t height = steps[i].height;
    if (count == 0) {
      least_height = most_height = height;
      continue;
    }
    const std::int64_t gap = steps[i + 1].at - steps[i].at;
    least_gap = count == 1 ? gap : std::min(least_gap, gap);
    most_gap = count == 1 ? gap : std::max(most_gap, gap);
    least_height = std::min(least_height, height);
    most_height = std::max(most_height, height);
    if (most_gap - least_gap > std::max(stride, least_gap / 4)) break;
    if (most_height - least_height > least_height / 4) break;
  }
  return count;
}

std::optional<Growth> steady_leak(const GrowthSeries& series, const std::vector<Step>& steps) {
  const std::size_t count = like_steps(steps, series.stride);
  if (count < kStepsOfALeak) return std::nullopt;
  const auto first = steps.end() - static_cast<std::ptrdiff_t>(count);
  std::int64_t most_gap = 0;
  std::int64_t total = 0;
  for (auto step = first + 1; step != steps.end(); ++step) {
    most_gap = std::max(most_gap, step->at - (step - 1)->at);
    total += step->height;
  }
  // The next one is overdue: it has stopped.
  if (series.at.back() - steps.back().at > most_gap + series.stride) return std::nullopt;
  const std::int64_t covered = series.at.back() - first->at + most_gap;
  if (count < kStepsForStatistics && covered * 2 < series.at.back() - series.at.front()) return std::nullopt;
  const auto iterations = static_cast<double>(steps.back().at - first->at);
  const std::int64_t start = std::max(series.at.front(), first->at - most_gap);
  return growth_at(static_cast<double>(total) / iterations, GrowthShape::kFlat, start - series.at.front(),
                   most_gap);
}

// Laplace's test: under a steady rate the steps' mean moment is the middle, with a variance of T²/12 over
// their number.
std::optional<Growth> random_leak(const GrowthSeries& series, const std::vector<Step>& steps) {
  if (steps.size() < kStepsForStatistics) return std::nullopt;
  std::int64_t most_gap = steps.front().at - series.at.front();
  for (std::size_t i = 1; i < steps.size(); ++i) most_gap = std::max(most_gap, steps[i].at - steps[i - 1].at);
  if (series.at.back() - steps.back().at > 2 * most_gap) return std::nullopt;  // it has stopped
  const auto span = static_cast<double>(series.at.back() - series.at.front());
  double moments = 0;
  std::size_t late = 0;
  for (const Step& step : steps) {
    const double moment = static_cast<double>(step.at - series.at.front()) / span;
    moments += moment;
    if (moment > 2.0 / 3) ++late;
  }
  const auto count = static_cast<double>(steps.size());
  if ((moments / count - 0.5) * std::sqrt(12 * count) < kRarer) return std::nullopt;
  if (static_cast<double>(late) < count / 6) return std::nullopt;  // half of what a steady rate gives
  const auto half = static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::vector<double> early_heights;
  std::vector<double> late_heights;
  for (auto step = steps.begin(); step != steps.end(); ++step)
    (step - steps.begin() < half ? early_heights : late_heights).push_back(static_cast<double>(step->height));
  if (median_of(late_heights) > 2 * median_of(early_heights)) return std::nullopt;
  const std::int64_t total = series.bytes.back() - series.bytes.front();
  return growth_at(static_cast<double>(total) / span, GrowthShape::kFlat, 0, 1);
}

}  // namespace

bool is_staircase(const GrowthSeries& series) {
  std::size_t level = 0;
  for (std::size_t i = 1; i < series.size(); ++i) {
    if (series.bytes[i] < series.bytes[i - 1]) return false;
    if (series.bytes[i] == series.bytes[i - 1]) ++level;
  }
  return level * 2 >= series.size() - 1;
}

std::optional<Growth> staircase_growth(const GrowthSeries& series) {
  const std::vector<Step> steps = steps_of(series);
  if (const std::optional<Growth> leak = steady_leak(series, steps)) return leak;
  return random_leak(series, steps);
}

}  // namespace highwater
