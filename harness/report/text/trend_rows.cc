// SPDX-License-Identifier: Apache-2.0
#include "report/text/trend_rows.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/date.h"
#include "report/metric_words.h"
#include "report/term_words.h"
#include "report/text/table.h"

namespace highwater {
namespace {

constexpr std::size_t kShownDigits = 12;
constexpr std::size_t kReasonWidth = 72;  // of a reason, with the commit's subject where both fit

// Code points, so that none is cut in two.
std::size_t width_of(const std::string& text) {
  std::size_t width = 0;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++width;
  return width;
}

std::string shortened(const std::string& text) {
  if (width_of(text) <= kReasonWidth) return text;
  std::size_t width = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80 && ++width == kReasonWidth) break;
  }
  return text.substr(0, at) + "…";
}

// A deleted file has no reason, and an unreadable one cannot say it.
std::string reason_of(const TrendStep& step) {
  if (step.kind == StepKind::kUnreadable) return shortened(printable(step.problem));
  const std::string reason = printable(step.reason);
  const std::string subject = printable(step.subject);
  if (reason.empty()) return shortened(subject);
  const std::string both = fmt::format("{} ({})", reason, subject);
  const bool says_more = !subject.empty() && subject != reason;
  return says_more && width_of(both) <= kReasonWidth ? both : shortened(reason);
}

class Rows {
 public:
  explicit Rows(std::optional<Metric> metric) : only_(metric) {}

  void add(const TrendStep& step) {
    is_first_ = true;
    if (!step.renamed_from.empty()) add_note(step, "renamed from " + step.renamed_from);
    if (step.region_changed) add_note(step, "another region");
    if (step.sizes_changed) add_note(step, "other sizes");
    switch (step.kind) {
      case StepKind::kCreated:
        add_created(step);
        break;
      case StepKind::kDeleted:
        add_note(step, "deleted", Color::kYellow);
        break;
      case StepKind::kUnreadable:
        add_note(step, "unreadable", Color::kYellow);
        break;
      case StepKind::kTouched:
        if (is_first_) add_note(step, "nothing gated");
        break;
      case StepKind::kAccepted:
        break;
    }
    for (const TrendChange& change : step.changes) add_change(step, change);
    for (const ScalingChange& change : step.scaling_changes) add_scaling(step, change);
  }

  std::string render(bool color) const { return table_.empty() ? "" : table_.render("  ", color); }

 private:
  // Date, commit and reason are with the first row of a commit alone.
  void add_row(const TrendStep& step, const std::string& metric, const std::string& before,
               const std::string& after, Cell what) {
    const bool first = is_first_;
    is_first_ = false;
    table_.add({{first ? format_date(step.time) : "", Color::kDim},
                {first ? step.commit.substr(0, kShownDigits) : "", Color::kDim},
                {metric},
                {before},
                {after},
                std::move(what),
                {first ? reason_of(step) : ""}});
  }

  void add_note(const TrendStep& step, const std::string& note, Color color = Color::kDim) {
    add_row(step, "", "", "", {note, color});
  }

  void add_created(const TrendStep& step) {
    const Metric metric = only_.value_or(Metric::kPeakBytes);
    const auto value = step.after.find(metric);
    if (!step.changes.empty() || value == step.after.end()) {
      add_note(step, "created");
    } else {
      add_row(step, name_of(metric), "", format_count(value->second.value), {"created", Color::kDim});
    }
  }

  void add_change(const TrendStep& step, const TrendChange& change) {
    std::string metric = name_of(change.metric);
    if (change.probe) metric += fmt::format(" ({})", name_of(*change.probe));
    if (!change.before || !change.after) {
      add_row(step, metric, change.before ? format_count(change.before->value) : "",
              change.after ? format_count(change.after->value) : "",
              {change.after ? "override" : "override gone"});
      return;
    }
    const GatedMetric& before = *change.before;
    const GatedMetric& after = *change.after;
    if (before.value != after.value)
      add_row(step, metric, format_count(before.value), format_count(after.value),
              {format_change(change.metric, before.value, after.value),
               after.value > before.value ? Color::kRed : Color::kGreen});
    if (before.tolerance != after.tolerance)
      add_row(step, metric, describe_tolerance(before.tolerance), describe_tolerance(after.tolerance),
              {"tolerance"});
    if (before.limit != after.limit)
      add_row(step, metric, describe_limit(before.limit), describe_limit(after.limit), {"hard limit"});
  }

  void add_scaling(const TrendStep& step, const ScalingChange& change) {
    const std::string what = describe_change(change);
    const std::string metric = fmt::format("{} with size", name_of(change.metric));
    if (what == "tolerance")
      return add_row(step, metric, describe_tolerance(change.before->tolerance),
                     describe_tolerance(change.after->tolerance), {what});
    add_row(step, metric, describe_scaling(change.metric, change.before),
            describe_scaling(change.metric, change.after),
            {what, scales_worse(change) ? Color::kRed : Color::kDim});
  }

  std::optional<Metric> only_;
  bool is_first_ = true;
  Table table_{{{"date"},
                {"commit"},
                {"metric"},
                {"old", Align::kRight},
                {"new", Align::kRight},
                {"difference", Align::kRight},
                {"reason"}}};
};

}  // namespace

std::string render_trend_steps(const ScenarioTrend& trend, bool color) {
  Rows rows(trend.metric);
  for (const TrendStep& step : trend.steps) rows.add(step);
  return rows.render(color);
}

}  // namespace highwater
