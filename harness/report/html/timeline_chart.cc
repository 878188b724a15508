// SPDX-License-Identifier: Apache-2.0
// One polyline for the run, one path a region for its shade and its iterations, one path a horizontal line: a
// chart has a few dozen elements, however often a region was entered.
#include "report/html/timeline_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/bytes.h"
#include "report/html/escape.h"
#include "report/html/timeline_scale.h"
#include "report/html/timeline_spans.h"

namespace highwater {
namespace {

constexpr std::size_t kMostRegions = 6;  // that are named and shaded; a scenario has one or two

// One number to compare the run with.
struct Line {
  const char* css;
  const char* word;
  std::int64_t bytes;
};

std::vector<Line> lines_of(const TimelineSubject& subject) {
  std::vector<Line> lines;
  if (subject.limit_bytes) lines.push_back({"limit", "limit", *subject.limit_bytes});
  if (subject.baseline_bytes) lines.push_back({"base", "baseline", *subject.baseline_bytes});
  lines.push_back({"now", "peak", subject.peak_bytes});
  return lines;
}

struct Chart {
  const Timeline& timeline;
  const TimelineSubject& subject;
  std::vector<TimelinePoint> points;
  std::vector<RegionSpans> regions;
  std::vector<RegionSpan> gated;  // where the lines are drawn; empty where that is not known
  std::vector<Line> lines;
  ChartScale scale;
};

std::vector<RegionSpan> gated_spans(const Chart& chart) {
  if (!chart.subject.region) return {{0, chart.points.back().clock_bytes, 0}};
  for (const RegionSpans& region : chart.regions)
    if (region.name == *chart.subject.region) return region.spans;
  return {};
}

ChartScale scale_of(const Chart& chart) {
  ChartScale scale;
  double most_live = 1;
  for (const TimelinePoint& point : chart.points) {
    scale.most_clock = std::max(scale.most_clock, static_cast<double>(point.clock_bytes));
    most_live = std::max(most_live, static_cast<double>(point.live_bytes));
  }
  for (const RegionSpan& span : chart.gated)
    for (const Line& line : chart.lines)
      most_live =
          std::max(most_live, static_cast<double>(span.entry_live_bytes) + static_cast<double>(line.bytes));
  scale.most_live = most_live * 1.06;
  return scale;
}

Chart chart_of(const Timeline& timeline, const TimelineSubject& subject) {
  Chart chart{.timeline = timeline,
              .subject = subject,
              .points = thinned(timeline.points),
              .regions = region_spans(timeline),
              .gated = {},
              .lines = lines_of(subject),
              .scale = {}};
  chart.gated = gated_spans(chart);
  chart.scale = scale_of(chart);
  return chart;
}

void draw_grid(const Chart& chart, std::string& out) {
  auto to = std::back_inserter(out);
  std::string grid;  // one path: a page has a thousand charts
  for (const double tick : byte_ticks(chart.scale.most_live, 5)) {
    const double y = chart.scale.y(tick);
    fmt::format_to(std::back_inserter(grid), "M{} {:.1f}H{}", kPlotLeft, y, kPlotRight);
    fmt::format_to(to, R"(<text class="ty" x="{}" y="{:.1f}">{}</text>)", kPlotLeft - 8, y + 4,
                   tick_label(tick));
  }
  fmt::format_to(to, R"(<path class="grid" d="{}"/>)", grid);
  for (const double tick : byte_ticks(chart.scale.most_clock, 6)) {
    const double x = chart.scale.x(static_cast<std::int64_t>(std::min(tick, 9e18)));
    fmt::format_to(to, R"(<text class="tx" x="{:.1f}" y="{}">{}</text>)", x, kPlotBottom + 17,
                   tick_label(tick));
  }
  fmt::format_to(to, R"(<text class="tx ax" x="{}" y="{}">bytes allocated and freed so far</text>)",
                 (kPlotLeft + kPlotRight) / 2, kPlotBottom + 33);
}

void draw_regions(const Chart& chart, std::string& out) {
  auto to = std::back_inserter(out);
  double label_y = kPlotTop + 11;
  for (std::size_t i = 0; i < std::min(chart.regions.size(), kMostRegions); ++i) {
    const RegionSpans& region = chart.regions[i];
    if (region.spans.empty()) continue;
    const std::string name = html_escape(region.name);
    out += R"(<path class="reg" d=")";
    for (const RegionSpan& span : region.spans)
      fmt::format_to(to, "M{:.1f} {}H{:.1f}V{}H{:.1f}Z", chart.scale.x(span.from_clock), kPlotTop,
                     chart.scale.x(span.to_clock), kPlotBottom, chart.scale.x(span.from_clock));
    fmt::format_to(to, R"("><title>region {}, entered {} times</title></path>)", name, region.spans.size());
    if (!region.iteration_clocks.empty()) {
      out += R"(<path class="iter" d=")";
      const std::string tick = fmt::format(" {}v6", kPlotBottom);
      for (const std::int64_t clock : region.iteration_clocks) {
        out += 'M';
        append_tenths(out, chart.scale.x(clock));
        out += tick;
      }
      fmt::format_to(to, R"("><title>iterations of region {}, {} in all</title></path>)", name,
                     region.iterations);
    }
    const double x = std::min(chart.scale.x(region.spans.front().from_clock) + 5, kPlotRight - 120);
    fmt::format_to(to, R"(<text class="rn" x="{:.1f}" y="{}">{}</text>)", x, label_y, name);
    label_y += 14;
  }
}

void draw_run(const Chart& chart, std::string& out) {
  out += R"(<polyline class="live" points=")";
  for (const TimelinePoint& point : chart.points) {
    if (out.back() != '"') out += ' ';
    append_tenths(out, chart.scale.x(point.clock_bytes));
    out += ',';
    append_tenths(out, chart.scale.y(static_cast<double>(point.live_bytes)));
  }
  out += R"("/>)";
}

struct Label {
  double y;
  const Line* line;
};

// Apart from each other, whatever lies close together; the lowest stays above the axis.
void spread(std::vector<Label>& labels) {
  constexpr double kApart = 15;
  std::sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.y < b.y; });
  for (std::size_t i = 1; i < labels.size(); ++i)
    labels[i].y = std::max(labels[i].y, labels[i - 1].y + kApart);
  double highest = kPlotBottom;
  for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
    label->y = std::min(label->y, highest);
    highest = label->y - kApart;
  }
}

void draw_lines(const Chart& chart, std::string& out) {
  if (chart.gated.empty()) return;
  auto to = std::back_inserter(out);
  std::vector<Label> labels;
  for (const Line& line : chart.lines) {
    const auto y = [&](const RegionSpan& span) {
      return chart.scale.y(static_cast<double>(span.entry_live_bytes) + static_cast<double>(line.bytes));
    };
    fmt::format_to(to, R"(<path class="ln {}" d=")", line.css);
    for (const RegionSpan& span : chart.gated)
      fmt::format_to(to, "M{:.1f} {:.1f}H{:.1f}", chart.scale.x(span.from_clock), y(span),
                     chart.scale.x(span.to_clock));
    out += "\"/>";
    labels.push_back({y(chart.gated.back()), &line});
  }
  const double from = chart.scale.x(chart.gated.back().to_clock);
  std::vector<Label> moved = labels;
  spread(moved);
  for (const Label& label : moved) {
    const auto place =
        std::find_if(labels.begin(), labels.end(), [&](const Label& l) { return l.line == label.line; });
    fmt::format_to(to, R"(<path class="lead {0}" d="M{1:.1f} {2:.1f}L{3} {2:.1f}L{4} {5:.1f}"/>)",
                   label.line->css, from, place->y, kPlotRight + 2, kPlotRight + 8, label.y);
    fmt::format_to(to, R"(<text class="ll {}" x="{}" y="{:.1f}">{} {}</text>)", label.line->css,
                   kPlotRight + 11, label.y + 4, label.line->word, format_bytes(label.line->bytes));
  }
}

std::string caption_of(const Chart& chart) {
  std::string text = "Live bytes of the whole process";
  if (chart.gated.empty())
    return text +
           ". The timeline does not say when the judged region was entered, so its baseline and limit are "
           "not drawn.";
  if (!chart.subject.region) return text + ".";
  const bool same = std::all_of(chart.gated.begin(), chart.gated.end(), [&](const RegionSpan& span) {
    return span.entry_live_bytes == chart.gated.front().entry_live_bytes;
  });
  return text +
         fmt::format("; region {} is judged, net of what was live at its start: its lines begin at {}.",
                     *chart.subject.region,
                     same ? "those " + format_bytes(chart.gated.front().entry_live_bytes)
                          : "what was live at each entry");
}

std::string description_of(const Chart& chart) {
  std::string text = fmt::format("The measured peak is {}", format_bytes(chart.subject.peak_bytes));
  if (chart.subject.baseline_bytes)
    text += fmt::format(", the baseline {}", format_bytes(*chart.subject.baseline_bytes));
  if (chart.subject.limit_bytes)
    text += fmt::format(", the limit {}", format_bytes(*chart.subject.limit_bytes));
  return text + fmt::format("; {} are live at the end.", format_bytes(chart.points.back().live_bytes));
}

}  // namespace

std::string render_timeline(const Timeline& timeline, const TimelineSubject& subject) {
  const Chart chart = chart_of(timeline, subject);
  const std::string caption = html_escape(caption_of(chart));
  std::string out = fmt::format(
      R"(<figure class="tl"><svg role="img" viewBox="0 0 {} {}" data-plot="{} {} {} {}" data-most="{:.0f} {:.0f}"><title>{}</title><desc>{}</desc>)",
      kChartWidth, kChartHeight, kPlotLeft, kPlotTop, kPlotRight, kPlotBottom, chart.scale.most_clock,
      chart.scale.most_live, caption, description_of(chart));
  draw_grid(chart, out);
  draw_regions(chart, out);
  draw_run(chart, out);
  draw_lines(chart, out);
  out += "</svg><figcaption>" + caption + "</figcaption></figure>\n";
  return out;
}

}  // namespace highwater
