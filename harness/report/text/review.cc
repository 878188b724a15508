// SPDX-License-Identifier: Apache-2.0
#include "report/text/review.h"

#include <fmt/format.h>

#include "base/terminal.h"
#include "report/review_rows.h"
#include "report/text/table.h"

namespace highwater {
namespace {

std::string one(const ReviewedBaseline& reviewed, bool color) {
  std::string text = fmt::format("{} ({}): {}\n", paint(printable(reviewed.scenario), Color::kBold, color),
                                 printable(reviewed.profile), printable(describe_step(reviewed)));
  Table table({{"metric"}, {"old", Align::kRight}, {"new", Align::kRight}, {"change"}});
  for (const ReviewRow& row : review_rows(reviewed.step))
    table.add({{row.metric},
               {row.before},
               {row.now},
               {row.change, row.is_worse ? std::optional(Color::kRed) : std::nullopt}});
  if (!table.empty()) text += table.render("  ", color);
  for (const GrownSite& site : reviewed.grown)
    text += fmt::format("  grew: {}\n", printable(describe_grown(site)));
  if (!reviewed.step.reason.empty()) text += fmt::format("  reason: {}\n", printable(reviewed.step.reason));
  for (const Error& problem : reviewed.problems) {
    text += fmt::format("  {} {}\n", paint("problem:", Color::kRed, color), printable(problem.what));
    if (!problem.hint.empty()) text += fmt::format("  hint: {}\n", printable(problem.hint));
  }
  return text + "\n";
}

std::string body(const ReviewReport& report, bool color) {
  std::string text;
  for (const ReviewedBaseline& reviewed : report.baselines) text += one(reviewed, color);
  for (const std::string& note : report.notes)
    text += fmt::format("{} {}\n", paint("note:", Color::kYellow, color), printable(note));
  return text;
}

}  // namespace

std::string render_review(const ReviewReport& report, bool color) {
  return body(report, color) + fmt::format("{}..{}: {}\n", printable(report.base_name),
                                           printable(report.head_name), review_summary(report));
}

std::string render_proposal(const ReviewReport& report, Headline headline, bool color) {
  return body(report, color) + proposal_summary(report, headline) + "\n";
}

}  // namespace highwater
