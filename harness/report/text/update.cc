// SPDX-License-Identifier: Apache-2.0
#include "report/text/update.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "baseline/gated_scaling.h"
#include "compare/scaling.h"
#include "report/text/table.h"

namespace highwater {
namespace {

std::string number(const std::optional<GatedMetric>& metric) {
  return metric ? format_count(metric->value) : "-";
}

std::string tolerance(const std::optional<GatedMetric>& metric) {
  if (!metric) return "-";
  return fmt::format("max({}, {:g} %)", format_count(metric->tolerance.absolute),
                     metric->tolerance.relative * 100);
}

std::string what_changed(const Change& change) {
  if (!change.before) return "new";
  if (!change.after) return "no longer needed";
  if (change.before->value == change.after->value) return "tolerance";
  return format_percent_change(change.before->value, change.after->value);
}

// "peak = 2.00 n + 512 B", after the arrow where it was another.
std::string scaling_text(const Acceptance& acceptance, bool color) {
  std::string text;
  for (const ScalingChange& change : acceptance.scaling_changes) {
    if (!change.after) {
      text += fmt::format("  scaling of {}: no longer gated, the scenario has no sizes\n",
                          name_of(change.metric));
      continue;
    }
    text += fmt::format("  scaling: {}",
                        paint(describe_scaling(change.metric, fit_of(*change.after)), Color::kBold, color));
    if (change.before)
      text += fmt::format(", was {}", describe_scaling(change.metric, fit_of(*change.before)));
    text += "\n";
  }
  if (acceptance.scaling_changes.empty()) return text;
  for (const std::string& doubt : acceptance.scaling_doubts) text += fmt::format("  note: {}\n", doubt);
  return text;
}

}  // namespace

std::string render_acceptance(const std::string& scenario, const Acceptance& acceptance, bool color) {
  std::string text;
  if (acceptance.changed) {
    text += paint(scenario, Color::kBold, color) + "\n";
    Table table({{"metric"},
                 {"probe"},
                 {"old", Align::kRight},
                 {"new", Align::kRight},
                 {"change", Align::kRight},
                 {"tolerance", Align::kRight}});
    for (const Change& change : acceptance.changes)
      table.add({{name_of(change.metric)},
                 {name_of(change.probe)},
                 {number(change.before)},
                 {number(change.after)},
                 {what_changed(change)},
                 {tolerance(change.after)}});
    if (!table.empty()) text += table.render("  ", color);
  }
  text += scaling_text(acceptance, color);
  for (const OverLimit& over : acceptance.over_limit)
    text += fmt::format(
        "  {} ({}): {} is above the hard limit of {}, so `check` will go on failing\n"
        "  hint: lower the number, or raise \"limit\" in the baseline by hand\n",
        name_of(over.metric), name_of(over.probe), format_count(over.now), format_count(over.limit));
  return text;
}

}  // namespace highwater
