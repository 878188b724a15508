// SPDX-License-Identifier: Apache-2.0
#include "report/html/trend_chart.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/date.h"
#include "base/terminal.h"
#include "report/metric_words.h"

namespace highwater {
namespace {

// Of the picture, in its own units.
constexpr double kWidth = 720;
constexpr double kHeight = 240;
constexpr double kLeft = 96;  // room for "1023.99 MiB"
constexpr double kRight = 704;
constexpr double kTop = 16;
constexpr double kBottom = 208;
constexpr std::size_t kMaxPoints = 200;  // marks; more cannot be told apart
constexpr std::size_t kCommitDigits = 12;

// As XML wants it: neither markup, nor control characters, nor broken UTF-8.
std::string escaped(const std::string& raw) {
  std::string safe;
  for (const char c : printable(raw)) {
    if (c == '&') {
      safe += "&amp;";
    } else if (c == '<') {
      safe += "&lt;";
    } else if (c == '>') {
      safe += "&gt;";
    } else if (c == '"') {
      safe += "&quot;";
    } else {
      safe += c;
    }
  }
  return safe;
}

struct Point {
  double x = 0;
  std::optional<std::int64_t> value;  // none: deleted, or unreadable; the line has a gap
  const TrendStep* step = nullptr;
};

std::vector<Point> points_of(const ScenarioTrend& trend, Metric metric) {
  std::vector<Point> points;
  const auto count = static_cast<double>(trend.steps.size());
  for (const TrendStep& step : trend.steps) {
    const auto found = step.after.find(metric);
    const auto index = static_cast<double>(points.size());
    points.push_back(
        {.x = kLeft + (kRight - kLeft) * index / count,
         .value = found == step.after.end() ? std::nullopt : std::optional<std::int64_t>(found->second.value),
         .step = &step});
  }
  return points;
}

// From the least to the greatest number, with the hard limit if that is within half of the range's top.
class Scale {
 public:
  Scale(const std::vector<Point>& points, std::optional<std::int64_t> limit) {
    bool is_first = true;
    for (const Point& point : points) {
      if (!point.value) continue;
      lowest_ = is_first ? *point.value : std::min(lowest_, *point.value);
      highest_ = is_first ? *point.value : std::max(highest_, *point.value);
      is_first = false;
    }
    has_values_ = !is_first;
    if (!limit || *limit < lowest_ || static_cast<double>(*limit) > 1.5 * static_cast<double>(highest_))
      return;
    limit_ = limit;
    top_ = std::max(highest_, *limit);
  }
  bool has_values() const { return has_values_; }
  std::int64_t lowest() const { return lowest_; }
  std::int64_t top() const { return std::max(top_.value_or(highest_), highest_); }
  std::optional<std::int64_t> limit() const { return limit_; }
  double y(std::int64_t value) const {
    const double range = static_cast<double>(top()) - static_cast<double>(lowest_);
    if (range <= 0) return (kTop + kBottom) / 2;
    return kBottom - (kBottom - kTop) * (static_cast<double>(value) - static_cast<double>(lowest_)) / range;
  }

 private:
  bool has_values_ = false;
  std::int64_t lowest_ = 0;
  std::int64_t highest_ = 0;
  std::optional<std::int64_t> limit_;
  std::optional<std::int64_t> top_;
};

std::string number(Metric metric, std::int64_t value) {
  return is_bytes(metric) ? format_bytes(value) : format_count(value);
}

std::string line_of(const std::vector<Point>& points, const Scale& scale) {
  std::string path;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].value) continue;
    const double end = i + 1 < points.size() ? points[i + 1].x : kRight;
    const bool continues = i > 0 && points[i - 1].value;
    path += continues ? fmt::format("V{:.1f}", scale.y(*points[i].value))
                      : fmt::format("M{:.1f} {:.1f}", points[i].x, scale.y(*points[i].value));
    path += fmt::format("H{:.1f}", end);
  }
  return path;
}

std::string tooltip(const Point& point, Metric metric) {
  const TrendStep& step = *point.step;
  std::string text = fmt::format("{} {}: {} {}", format_date(step.time), step.commit.substr(0, kCommitDigits),
                                 name_of(metric), format_count(*point.value));
  for (const TrendChange& change : step.changes)
    if (change.metric == metric && !change.probe && change.before && change.after)
      text += fmt::format(" ({})", format_percent_change(change.before->value, change.after->value));
  return step.reason.empty() ? text : text + ", " + step.reason;
}

std::string marks_of(const std::vector<Point>& points, const Scale& scale, Metric metric) {
  std::string marks;
  const std::size_t stride = (points.size() + kMaxPoints - 1) / kMaxPoints;
  for (std::size_t i = 0; i < points.size(); i += stride)
    if (points[i].value)
      marks += fmt::format(
          "<circle class=\"trend-point\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"currentColor\">"
          "<title>{}</title></circle>\n",
          points[i].x, scale.y(*points[i].value), escaped(tooltip(points[i], metric)));
  return marks;
}

std::string label(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format(
      "<text class=\"trend-label\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" font-size=\"12\" "
      "fill=\"currentColor\">{}</text>\n",
      x, y, anchor, escaped(text));
}

std::string level(const char* name, double y, const char* dashes) {
  return fmt::format(
      "<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" "
      "stroke=\"currentColor\"{}/>\n",
      name, kLeft, y, kRight, y, dashes);
}

// What the picture shows, for those who hear it.
std::string description(const ScenarioTrend& trend, Metric metric, const Scale& scale) {
  std::string text = fmt::format("{} commits from {} to {}, between {} and {}", trend.steps.size(),
                                 format_date(trend.steps.front().time), format_date(trend.steps.back().time),
                                 format_count(scale.lowest()), format_count(scale.top()));
  for (const Creep& creep : trend.creeps)
    if (creep.metric == metric)
      text +=
          fmt::format("; {} in {} accepted changes, from {} to {}", short_percent(creep.first, creep.last),
                      creep.changes, format_count(creep.first), format_count(creep.last));
  if (scale.limit()) text += fmt::format("; hard limit {}", format_count(*scale.limit()));
  return text;
}

std::optional<std::int64_t> limit_of(const ScenarioTrend& trend, Metric metric) {
  if (!trend.present) return std::nullopt;
  const auto found = trend.present->metrics.find(metric);
  return found == trend.present->metrics.end() ? std::nullopt : found->second.limit;
}

}  // namespace

std::string render_trend_chart(const ScenarioTrend& trend, Metric metric) {
  const std::vector<Point> points = points_of(trend, metric);
  const Scale scale(points, limit_of(trend, metric));
  if (!scale.has_values()) return {};
  const std::string title =
      fmt::format("{} of {} over its accepted changes", name_of(metric), trend.scenario);
  std::string svg = fmt::format(
      "<svg class=\"trend-chart\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" "
      "role=\"img\" "
      "aria-label=\"{}\">\n<title>{}</title>\n<desc>{}</desc>\n",
      kWidth, kHeight, escaped(title), escaped(title), escaped(description(trend, metric, scale)));
  svg += level("trend-axis", kBottom + 4, " stroke-opacity=\"0.4\"");
  if (scale.limit()) svg += level("trend-limit", scale.y(*scale.limit()), " stroke-dasharray=\"6 4\"");
  svg += fmt::format(
      "<path class=\"trend-line\" d=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>\n",
      line_of(points, scale));
  svg += marks_of(points, scale, metric);
  svg += label(kLeft - 8, scale.y(scale.top()) + 4, "end", number(metric, scale.top()));
  if (scale.top() != scale.lowest())
    svg += label(kLeft - 8, scale.y(scale.lowest()) + 4, "end", number(metric, scale.lowest()));
  svg += label(kLeft, kBottom + 24, "start", format_date(trend.steps.front().time));
  svg += label(kRight, kBottom + 24, "end", format_date(trend.steps.back().time));
  return svg + "</svg>\n";
}

}  // namespace highwater
