// SPDX-License-Identifier: Apache-2.0
// What is wrong comes first, so that it is the last to be cut.
#include "report/markdown/review.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/markdown/words.h"
#include "report/review_rows.h"

namespace highwater {
namespace {

// Nobody judges a proposal.
enum class Marks { kVerdict, kNone };

std::string section(const ReviewedBaseline& reviewed, Marks marks) {
  const char* mark = reviewed.problems.empty() ? "✅ " : "❌ ";
  std::string text = fmt::format("\n### {}{} on {}: {}\n", marks == Marks::kVerdict ? mark : "",
                                 code_words(reviewed.scenario), code_words(reviewed.profile),
                                 plain_words(describe_step(reviewed)));
  for (const Error& problem : reviewed.problems)
    text += fmt::format("\n**{}**{}\n", plain_words(problem.what),
                        problem.hint.empty() ? "" : "<br>Hint: " + plain_words(problem.hint));
  const std::vector<ReviewRow> rows = review_rows(reviewed.step);
  if (!rows.empty()) text += "\n| metric | old | new | change |\n|:--|--:|--:|:--|\n";
  for (const ReviewRow& row : rows)
    text += fmt::format("| {} | {} | {} | {} |\n", row.metric, row.before, row.now, row.change);
  if (!reviewed.grown.empty()) text += "\nGrew:\n\n";
  for (const GrownSite& site : reviewed.grown)
    text += fmt::format("- {}\n", code_words(describe_grown(site)));
  if (!reviewed.step.reason.empty()) text += fmt::format("\nReason: {}\n", plain_words(reviewed.step.reason));
  return text;
}

std::string document(const std::string& summary, const ReviewReport& report, Marks marks,
                     std::size_t size_limit) {
  std::string text = fmt::format("## Memory baselines: {}\n", summary);
  for (const std::string& note : report.notes) text += fmt::format("\n> {}\n", plain_words(note));
  std::vector<const ReviewedBaseline*> order;
  for (const ReviewedBaseline& reviewed : report.baselines) order.push_back(&reviewed);
  std::stable_partition(order.begin(), order.end(),
                        [](const ReviewedBaseline* reviewed) { return !reviewed->problems.empty(); });
  std::size_t left_out = 0;
  for (const ReviewedBaseline* reviewed : order) {
    const std::string next = section(*reviewed, marks);
    if (left_out > 0 || text.size() + next.size() > size_limit) {
      ++left_out;
    } else {
      text += next;
    }
  }
  if (left_out > 0) text += fmt::format("\n_Left out to keep this short enough: {} more._\n", left_out);
  return text;
}

}  // namespace

std::string render_review_markdown(const ReviewReport& report, std::size_t size_limit) {
  return document(review_summary(report), report, Marks::kVerdict, size_limit);
}

std::string render_proposal_markdown(const ReviewReport& report, Headline headline, std::size_t size_limit) {
  return document(proposal_summary(report, headline), report, Marks::kNone, size_limit);
}

}  // namespace highwater
