// SPDX-License-Identifier: Apache-2.0
// A check as Markdown: for the comment on a pull request or the summary of a job. As GitHub and GitLab show
// it.
#pragma once

#include <cstddef>
#include <string>

#include "compare/outcome.h"

namespace highwater {

// What GitHub takes: the characters of a comment, and the bytes of a job's summary.
inline constexpr std::size_t kGithubCommentLimit = 65'536;
inline constexpr std::size_t kGithubSummaryLimit = 1'048'576;

struct MarkdownOptions {
  Improvements improvements = Improvements::kReport;
  std::string update_command = "highwater update";  // for the command that accepts a number
  // In bytes, of which a text has at least as many as characters. What does not fit is left out, the passing
  // checks first, and the last line says how much that is. REQUIRES: at least 1,024.
  std::size_t size_limit = kGithubCommentLimit;
};

// The verdict, a table of what fails, for each failure the call sites that grew and the command that accepts
// it, what passes folded away. No text from outside can change the structure or call anybody.
std::string render_markdown(const CheckReport& report, const MarkdownOptions& options);

}  // namespace highwater
