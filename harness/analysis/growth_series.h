// SPDX-License-Identifier: Apache-2.0
// The parts of growth_of(), each of which recognises one kind of series (growth.h has the method). For
// growth.cc and the parts' own tests.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/growth.h"

namespace highwater {

// Iterations and live bytes, increasing, at most kMaximumGrowthPoints, and small enough that differences of
// any two do not overflow.
struct GrowthSeries {
  std::vector<std::int64_t> at;
  std::vector<std::int64_t> bytes;
  std::int64_t stride = 1;  // the smallest distance of two points
  bool even = true;         // all distances are `stride`

  std::size_t size() const { return at.size(); }
};

GrowthSeries series_of(std::span<const GrowthPoint> points);

// Is it a staircase: half of the steps 0, none down?
bool is_staircase(const GrowthSeries& series);

// A leak by steps; none where the steps are no sign of one.
std::optional<Growth> staircase_growth(const GrowthSeries& series);

// What the most telling lag of at least `smallest_lag` says, if any tells enough. Fewer than `periods` of a
// lag are not enough.
std::optional<Growth> periodic_growth(const GrowthSeries& series, std::size_t smallest_lag,
                                      std::size_t periods);

// What the troughs of a sawtooth say, if there are enough that agree.
std::optional<Growth> trough_growth(const GrowthSeries& series);

// What remains: a trend in noise, or none.
Growth trend_growth(const GrowthSeries& series);

// Growth of `rate` bytes an iteration, of the shape that belongs to it; `level` is the shape of a rate of 0.
Growth growth_at(double rate, GrowthShape level, std::int64_t warm_up, std::int64_t period);

// The value that at least six in ten of `values` have; none where there is no such.
std::optional<double> clear_mode(std::span<const double> values);

// Changes the order of `values`; the lower one of the two in the middle, so that it is a value of the series.
double median_of(std::vector<double>& values);

}  // namespace highwater
