// SPDX-License-Identifier: Apache-2.0
// A trend in noise. Three tests, of which any is enough: that of Mann and Kendall, for noise around a line;
// the mean of the steps against their spread, for steps that are random themselves (a leak of strings); and a
// climb without a descent to speak of, for steps that are random and as different as pictures are. Both
// halves must grow at about one rate, which a late jump and a filling cache do not.
#include <algorithm>
#include <cmath>

#include "analysis/growth_series.h"

namespace highwater {
namespace {

// One in 30,000 of trendless series is beyond it, if normal.
constexpr double kSignificantRank = 4;
// Higher, as Student's distribution has longer tails at few steps.
constexpr double kSignificantDrift = 5;
// Of the halves' slopes. A cache that fills ever more slowly has less, a line in noise seldom.
constexpr double kLikeRates = 0.25;

struct Line {
  double slope = 0;
  double rank = 0;  // Kendall's S
};

// Theil's and Sen's slope over [first, last), with the sum of the pairs' signs.
Line line_through(const GrowthSeries& series, std::size_t first, std::size_t last) {
  Line line;
  std::vector<double> slopes;
  slopes.reserve((last - first) * (last - first) / 2);
  for (std::size_t i = first; i < last; ++i) {
    for (std::size_t j = i + 1; j < last; ++j) {
      const std::int64_t rise = series.bytes[j] - series.bytes[i];
      line.rank += rise > 0 ? 1 : rise < 0 ? -1 : 0;
      slopes.push_back(static_cast<double>(rise) / static_cast<double>(series.at[j] - series.at[i]));
    }
  }
  line.slope = median_of(slopes);
  return line;
}

// How much of a residual is in the next one, 0 to 0.95.
double memory_of(const GrowthSeries& series, std::size_t first, double slope) {
  std::vector<double> residuals;
  double mean = 0;
  for (std::size_t i = first; i < series.size(); ++i) {
    residuals.push_back(static_cast<double>(series.bytes[i] - series.bytes[first]) -
                        slope * static_cast<double>(series.at[i] - series.at[first]));
    mean += residuals.back();
  }
  mean /= static_cast<double>(residuals.size());
  double products = 0;
  double squares = 0;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    squares += (residuals[i] - mean) * (residuals[i] - mean);
    if (i > 0) products += (residuals[i] - mean) * (residuals[i - 1] - mean);
  }
  return squares > 0 ? std::clamp(products / squares, 0.0, 0.95) : 0;
}

double rank_significance(const GrowthSeries& series, std::size_t first, const Line& line) {
  const auto n = static_cast<double>(series.size() - first);
  const double memory = memory_of(series, first, line.slope);
  const double variance = n * (n - 1) * (2 * n + 5) / 18 * (1 + memory) / (1 - memory);
  return std::abs(line.rank) / std::sqrt(variance);
}

double drift_significance(const GrowthSeries& series, std::size_t first) {
  const std::size_t count = series.size() - 1 - first;
  std::vector<double> steps;
  double mean = 0;
  for (std::size_t i = first + 1; i < series.size(); ++i) {
    steps.push_back(static_cast<double>(series.bytes[i] - series.bytes[i - 1]));
    mean += steps.back() / static_cast<double>(count);
  }
  double squares = 0;
  for (const double step : steps) squares += (step - mean) * (step - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(count - 1));
  // No deviation at all: periodic_growth() has those.
  return deviation > 0 ? std::abs(mean) / deviation * std::sqrt(static_cast<double>(count)) : 0;
}

// Each quarter ends higher than it began, and all that it ever fell is small beside what it rose. A walk
// without a drift falls about as far as it rises.
bool climbs_throughout(const GrowthSeries& series, std::size_t first) {
  constexpr std::size_t kQuarters = 4;
  constexpr std::size_t kFewest = 4 * kQuarters;
  constexpr std::int64_t kRisesToFalls = 8;
  const std::size_t count = series.size() - first;
  if (count < kFewest) return false;
  for (std::size_t quarter = 0; quarter < kQuarters; ++quarter) {
    const std::size_t begin = first + quarter * (count - 1) / kQuarters;
    const std::size_t end = first + (quarter + 1) * (count - 1) / kQuarters;
    if (series.bytes[end] <= series.bytes[begin]) return false;
  }
  std::int64_t highest = series.bytes[first];
  std::int64_t deepest_fall = 0;
  for (std::size_t i = first; i < series.size(); ++i) {
    highest = std::max(highest, series.bytes[i]);
    deepest_fall = std::max(deepest_fall, highest - series.bytes[i]);
  }
  return (series.bytes.back() - series.bytes[first]) / kRisesToFalls >= deepest_fall;
}

// Where it has come to, against the noise that it has there.
bool rose_at_first(const GrowthSeries& series) {
  const std::size_t half = series.size() / 2;
  std::vector<double> late(series.bytes.begin() + static_cast<std::ptrdiff_t>(half), series.bytes.end());
  const double level = median_of(late);
  for (double& value : late) value = std::abs(value - level);
  return level - static_cast<double>(series.bytes.front()) > 6 * median_of(late);
}

}  // namespace

Growth trend_growth(const GrowthSeries& series) {
  const std::size_t first = series.size() / 4;
  const std::size_t middle = first + (series.size() - first) / 2;
  const Growth none = growth_at(0, rose_at_first(series) ? GrowthShape::kWarmUp : GrowthShape::kFlat, 0, 1);
  const Line line = line_through(series, first, series.size());
  if (rank_significance(series, first, line) < kSignificantRank &&
      drift_significance(series, first) < kSignificantDrift && !climbs_throughout(series, first))
    return none;
  double early = line_through(series, first, middle).slope;
  double late = line_through(series, middle, series.size()).slope;
  if (line.slope < 0) {
    early = -early;
    late = -late;
  }
  if (std::min(early, late) <= 0 || std::min(early, late) < kLikeRates * std::max(early, late)) return none;
  return growth_at(line.slope, GrowthShape::kFlat, series.at[first] - series.at.front(), 1);
}

}  // namespace highwater
