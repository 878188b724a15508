// SPDX-License-Identifier: Apache-2.0
#include "report/html/scaling_chart.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "baseline/gated_scaling.h"
#include "report/check_words.h"
#include "report/html/escape.h"

namespace highwater {
namespace {

// Of the picture, in its own units; as in trend_chart.cc.
constexpr double kWidth = 720;
constexpr double kHeight = 240;
constexpr double kLeft = 96;
constexpr double kRight = 704;
constexpr double kTop = 16;
constexpr double kBottom = 208;
constexpr int kSegments = 48;  // of a curve

class Scale {
 public:
  Scale(const ScalingComparison& compared, const std::vector<ScalingPoint>& points)
      : largest_(static_cast<double>(points.back().size)) {
    for (const ScalingPoint& point : points) cover(point.value);
    for (const ScalingFit& fit : {compared.now, fit_of(compared.baseline)})
      cover(predict(fit, points.back().size));
  }
  double x(double size) const { return kLeft + (kRight - kLeft) * std::clamp(size / largest_, 0.0, 1.0); }
  // What lies outside is drawn at the edge.
  double y(double value) const {
    const auto least = static_cast<double>(least_);
    const double range = static_cast<double>(most_) - least;
    if (range <= 0) return kBottom;
    return kBottom - (kBottom - kTop) * std::clamp((value - least) / range, 0.0, 1.0);
  }
  std::int64_t most() const { return most_; }
  std::int64_t least() const { return least_; }

 private:
  void cover(std::int64_t value) {
    least_ = std::min(least_, value);
    most_ = std::max(most_, value);
  }
  double largest_;
  std::int64_t least_ = 0;
  std::int64_t most_ = 0;
};

// From the smallest size on: what a model says below it nobody has measured.
std::string curve(const ScalingFit& fit, const std::vector<ScalingPoint>& points, const Scale& scale) {
  const auto first = static_cast<double>(points.front().size);
  const auto last = static_cast<double>(points.back().size);
  std::string path;
  for (int i = 0; i <= kSegments; ++i) {
    const double size = first + (last - first) * i / kSegments;
    // The largest as a double may be more than an integer holds.
    const std::int64_t whole = i == kSegments ? points.back().size : static_cast<std::int64_t>(size);
    const double value = fit.coefficient * value_of(fit.model, whole) + fit.offset;
    path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? 'M' : 'L', scale.x(size), scale.y(value));
  }
  return path;
}

std::string label(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format(
      "<text class=\"trend-label\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" font-size=\"12\" "
      "fill=\"currentColor\">{}</text>\n",
      x, y, anchor, html_escape(text));
}

}  // namespace

std::string render_scaling_chart(const ScalingComparison& compared, const std::vector<ScalingPoint>& points) {
  if (points.empty()) return {};
  const Scale scale(compared, points);
  const std::string title = fmt::format("{} by the size of the input", name_of(compared.metric));
  std::string svg = fmt::format(
      "<svg class=\"trend-chart\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" "
      "role=\"img\" "
      "aria-label=\"{}\">\n<title>{}</title>\n<desc>{}</desc>\n",
      kWidth, kHeight, title, title, html_escape(describe(compared)));
  svg += fmt::format(
      "<line class=\"trend-axis\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" "
      "stroke=\"currentColor\" "
      "stroke-opacity=\"0.4\"/>\n",
      kLeft, kBottom, kRight, kBottom);
  svg += fmt::format(
      "<path class=\"scaling-before\" d=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-dasharray=\"6 "
      "4\" "
      "stroke-opacity=\"0.6\"/>\n",
      curve(fit_of(compared.baseline), points, scale));
  svg += fmt::format(
      "<path class=\"trend-line\" d=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>\n",
      curve(compared.now, points, scale));
  for (const ScalingPoint& point : points)
    svg += fmt::format(
        "<circle class=\"trend-point\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"currentColor\">"
        "<title>size {}: {}</title></circle>\n",
        scale.x(static_cast<double>(point.size)), scale.y(static_cast<double>(point.value)),
        format_count(point.size), format_count(point.value));
  svg += label(kLeft - 8, kTop + 4, "end", amount(compared.metric, scale.most()));
  svg += label(kLeft - 8, kBottom + 4, "end", amount(compared.metric, scale.least()));
  for (const ScalingPoint& point : points)
    svg += label(scale.x(static_cast<double>(point.size)), kBottom + 20,
                 &point == &points.back() ? "end" : "middle", format_bytes(point.size));
  return svg + "</svg>\n";
}

}  // namespace highwater
