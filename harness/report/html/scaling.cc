// SPDX-License-Identifier: Apache-2.0
#include "report/html/scaling.h"

#include <fmt/format.h>

#include "baseline/gated_scaling.h"
#include "report/html/escape.h"
#include "report/html/parts.h"
#include "report/html/scaling_chart.h"

namespace highwater {
namespace {

std::string verdict_cell(const ScalingComparison& compared) {
  switch (compared.verdict) {
    case Verdict::kRegression:
      return compared.other_class ? "<td><b>other class</b></td>" : "<td><b>regression</b></td>";
    case Verdict::kImprovement:
      return "<td>improvement</td>";
    case Verdict::kWaived:  // waivers are for numbers, not for how they grow
    case Verdict::kUnusedWaiver:
    case Verdict::kPass:
      break;
  }
  return "<td>ok</td>";
}

std::string formula(Metric metric, const ScalingFit& fit) {
  return html_escape(fit.falling ? "falls with size" : text_of(fit, is_bytes(metric)));
}

}  // namespace

std::string html_scaling(const CheckOutcome& outcome) {
  if (!outcome.comparison || outcome.comparison->scaling.empty()) return {};
  std::string out = table_start("metrics", "Growth with the size n of the input",
                                {{"Metric"},
                                 {"Baseline", true},
                                 {"Now", true},
                                 {"Worst for a byte of input", true},
                                 {"Off by up to", true},
                                 {"Verdict"}});
  for (const ScalingComparison& compared : outcome.comparison->scaling)
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{:.2f}</td>"
        "<td class=\"n\">{:.1f} %</td>{}</tr>",
        metric_title(compared.metric), formula(compared.metric, fit_of(compared.baseline)),
        formula(compared.metric, compared.now), compared.now.worst_per_size,
        compared.now.worst_residual * 100, verdict_cell(compared));
  out += kTableEnd;
  for (const ScalingComparison& compared : outcome.comparison->scaling) {
    if (compared.verdict != Verdict::kPass)
      out += fmt::format("<div class=\"box\"><p>{}</p></div>\n", html_escape(describe(compared)));
    if (compared.verdict == Verdict::kPass && compared.metric != Metric::kPeakBytes) continue;
    out +=
        fmt::format("<figure><figcaption>{}: line as fitted, dashed the baseline</figcaption>{}</figure>\n",
                    name_of(compared.metric),
                    render_scaling_chart(compared, points_of(*outcome.measurement, compared.metric)));
  }
  return out;
}

}  // namespace highwater
