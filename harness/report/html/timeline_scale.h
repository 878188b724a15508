// SPDX-License-Identifier: Apache-2.0
// Where bytes lie in a chart: from clock and live bytes to the SVG's coordinates, and ticks at round numbers.
// Used by timeline_chart.cc.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "result/timeline.h"

namespace highwater {

// In the SVG's own units; the page scales the whole.
inline constexpr double kChartWidth = 1000;
inline constexpr double kChartHeight = 250;
inline constexpr double kPlotLeft = 66;
inline constexpr double kPlotRight = 852;
inline constexpr double kPlotTop = 12;
inline constexpr double kPlotBottom = 214;

struct ChartScale {
  double most_clock = 1;
  double most_live = 1;

  // What lies outside is drawn at the edge.
  double x(std::int64_t clock_bytes) const;
  double y(double live_bytes) const;
};

// Multiples of a power of two of bytes below or at `most`: at least two, at most `count`.
std::vector<double> byte_ticks(double most, int count);

// "8 MiB": as format_bytes() has it, without ".00".
std::string tick_label(double bytes);

// Appends "12.3", as `{:.1f}` has it, at a fraction of its cost: a report has millions of coordinates.
// REQUIRES: within the chart.
void append_tenths(std::string& out, double coordinate);

// At most a few hundred points, first and last, lowest and highest among them where there were more.
std::vector<TimelinePoint> thinned(const std::vector<TimelinePoint>& points);

}  // namespace highwater
