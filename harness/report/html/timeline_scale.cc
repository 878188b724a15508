// SPDX-License-Identifier: Apache-2.0
#include "report/html/timeline_scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/bytes.h"

namespace highwater {
namespace {

constexpr std::size_t kMostPoints = 600;
constexpr std::size_t kBuckets = 200;

}  // namespace

double ChartScale::x(std::int64_t clock_bytes) const {
  const double share = std::clamp(static_cast<double>(clock_bytes) / most_clock, 0.0, 1.0);
  return kPlotLeft + share * (kPlotRight - kPlotLeft);
}

double ChartScale::y(double live_bytes) const {
  return kPlotBottom - std::clamp(live_bytes / most_live, 0.0, 1.0) * (kPlotBottom - kPlotTop);
}

std::vector<double> byte_ticks(double most, int count) {
  double step = 1;
  while (std::floor(most / step) + 1 > count) step *= 2;
  std::vector<double> ticks;
  for (double tick = 0; tick <= most && ticks.size() < static_cast<std::size_t>(count); tick += step)
    ticks.push_back(tick);
  return ticks;
}

std::string tick_label(double bytes) {
  std::string text = format_bytes(static_cast<std::int64_t>(std::min(bytes, 9e18)));
  if (const std::size_t zeros = text.find(".00 "); zeros != std::string::npos) text.erase(zeros, 3);
  return text;
}

void append_tenths(std::string& out, double coordinate) {
  const long long tenths = std::llround(coordinate * 10);
  if (tenths < 0) out += '-';
  const fmt::format_int digits(std::abs(tenths));
  const std::string_view all(digits.data(), digits.size());
  const std::string_view whole = all.substr(0, all.size() - 1);
  out += whole.empty() ? "0" : whole;
  out += '.';
  out += all.back();
}

std::vector<TimelinePoint> thinned(const std::vector<TimelinePoint>& points) {
  if (points.size() <= kMostPoints) return points;
  std::vector<TimelinePoint> kept = {points.front()};
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    const auto from = points.begin() + static_cast<std::ptrdiff_t>(points.size() * bucket / kBuckets);
    const auto to = points.begin() + static_cast<std::ptrdiff_t>(points.size() * (bucket + 1) / kBuckets);
    const auto [low, high] = std::minmax_element(
        from, to, [](const TimelinePoint& a, const TimelinePoint& b) { return a.live_bytes < b.live_bytes; });
    kept.push_back(*std::min(low, high));
    if (low != high) kept.push_back(*std::max(low, high));
  }
  kept.push_back(points.back());
  return kept;
}

}  // namespace highwater
