// SPDX-License-Identifier: Apache-2.0
#include "report/text/explanation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/terminal.h"
#include "report/check_words.h"
#include "report/metric_words.h"
#include "report/text/site_line.h"

namespace highwater {
namespace {

// What grew is the question; what shrank explains why the total is less.
constexpr std::size_t kShownGrown = 5;
constexpr std::size_t kShownGrownOfLater = 2;  // of the metrics after the first, whose rows say much the same
constexpr std::size_t kShownShrunk = 2;
constexpr std::size_t kShownMoved = 1;
constexpr std::size_t kChainWidth = 60;  // of a chain
constexpr std::size_t kHintWidth = 104;
constexpr char kIndent[] = "      ";

struct Row {
  std::string difference;
  std::string change;
  std::string chain;
  std::string place;
  std::string note;  // on a line of its own
  Color color = Color::kDim;
};

std::string padded(std::string text, std::size_t width) {
  if (columns(text) < width) text.append(width - columns(text), ' ');
  return text;
}

std::string right(const std::string& text, std::size_t width) {
  return columns(text) < width ? std::string(width - columns(text), ' ') + text : text;
}

Color color_of(SiteChange change) {
  if (change == SiteChange::kNew || change == SiteChange::kGrew) return Color::kRed;
  return change == SiteChange::kMoved ? Color::kYellow : Color::kGreen;
}

bool is_kept(Metric metric) {
  return metric == Metric::kRetainedBytes || metric == Metric::kRetainedBlocks;
}

// What is kept of every iteration, where the whole of it divides up so.
std::string per_iteration(const Explanation& explanation, std::int64_t difference) {
  if (explanation.iterations < 2 || !is_kept(explanation.metric)) return {};
  return fmt::format(", {} an iteration",
                     format_difference(explanation.metric, difference / explanation.iterations));
}

// What the baseline has in place of what the run has: from the first name that differs.
std::string describe_before(const SiteDifference& site) {
  const auto [before, now] =
      std::mismatch(site.chain_before.begin(), site.chain_before.end(), site.chain.begin(), site.chain.end());
  if (before == site.chain_before.end()) return describe_chain(site.chain_before, {}, 0, kChainWidth);
  const CallChain other(before, site.chain_before.end());
  return (before == site.chain_before.begin() ? "" : "… <- ") + describe_chain(other, {}, 0, kChainWidth);
}

Row row_of(const Explanation& explanation, const SiteDifference& site, const std::string& source_root) {
  Row row;
  row.difference = format_difference(explanation.metric, site.difference());
  row.change = name_of(site.change);
  row.chain = describe_chain(site.chain, {}, 0, kChainWidth);
  row.place = printable(describe_place(site, source_root));
  row.color = color_of(site.change);
  if (!site.chain_before.empty()) row.note = "was " + describe_before(site);
  return row;
}

std::size_t most_shown(const SiteDifference& site, bool first) {
  if (site.difference() == 0) return first ? kShownMoved : 0;
  if (site.difference() < 0) return kShownShrunk;
  return first ? kShownGrown : kShownGrownOfLater;
}

// The rows that are shown. `rest` is what the others come to.
std::vector<Row> shown_rows(const Explanation& explanation, bool first, const std::string& source_root,
                            std::int64_t& rest, std::size_t& hidden) {
  std::vector<Row> rows;
  std::size_t shown[3] = {};  // of those that shrank, moved and grew
  for (const SiteDifference& site : explanation.sites) {
    const std::int64_t difference = site.difference();
    std::size_t& count = shown[difference < 0 ? 0 : (difference == 0 ? 1 : 2)];
    if (++count <= most_shown(site, first)) {
      rows.push_back(row_of(explanation, site, source_root));
    } else if (difference != 0) {
      rest += difference;
      ++hidden;
    }
  }
  return rows;
}

// Lines of words, the ones after the first indented.
std::string wrapped(const std::string& text, const std::string& indent) {
  std::string lines;
  std::size_t width = 0;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    const std::string word = text.substr(start, end - start);
    if (width > 0 && width + 1 + columns(word) > kHintWidth) {
      lines += "\n" + indent;
      width = 0;
    } else if (width > 0) {
      lines += ' ';
      ++width;
    }
    lines += word;
    width += columns(word);
    start = end + 1;
  }
  return lines;
}

std::string render_rows(const std::vector<Row>& rows, bool color) {
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, columns(row.chain));
  std::string text;
  for (const Row& row : rows) {
    std::string line = fmt::format("{}{}  {}  {}", kIndent, right(row.difference, 12),
                                   paint(padded(row.change, 6), row.color, color),
                                   row.place.empty() ? row.chain : padded(row.chain, width));
    if (!row.place.empty()) line += "  " + row.place;
    text += line + "\n";
    if (!row.note.empty()) text += fmt::format("{}{}  {}\n", kIndent, std::string(20, ' '), row.note);
  }
  return text;
}

std::string total_line(const Explanation& explanation) {
  std::string parts;
  if (explanation.other_run != 0)
    parts =
        fmt::format("[another run] {}      ", format_difference(explanation.metric, explanation.other_run));
  return fmt::format("{}{}  {}[unattributed] {}      TOTAL {}\n", kIndent, std::string(12, ' '), parts,
                     format_difference(explanation.metric, explanation.unattributed),
                     format_difference(explanation.metric, explanation.now - explanation.before));
}

std::string render_one(const Explanation& explanation, bool first, const ExplanationTextOptions& options) {
  const std::int64_t difference = explanation.now - explanation.before;
  std::string text;
  const std::string each = per_iteration(explanation, difference);
  if (!first || !each.empty())
    text += fmt::format("{}{} {}{}:\n", kIndent, short_name_of(explanation.metric),
                        format_difference(explanation.metric, difference), each);
  std::int64_t rest = explanation.others;
  std::size_t hidden = 0;
  std::vector<Row> rows = shown_rows(explanation, first, options.source_root, rest, hidden);
  if (hidden > 0 || rest != 0) {
    Row others;
    others.difference = format_difference(explanation.metric, rest);
    others.chain = hidden > 0 ? fmt::format("[{} more, and what the baseline does not list]", hidden)
                              : "[what the baseline does not list]";
    rows.push_back(std::move(others));
  }
  return text + render_rows(rows, options.color) + total_line(explanation);
}

}  // namespace

std::string render_explanations(const std::vector<Explanation>& explanations,
                                const ExplanationTextOptions& options) {
  std::string text;
  std::vector<std::string> hints;
  for (const Explanation& explanation : explanations) {
    text += render_one(explanation, &explanation == &explanations.front(), options);
    for (const std::string& hint : explanation.hints)
      if (std::find(hints.begin(), hints.end(), hint) == hints.end()) hints.push_back(hint);
  }
  for (const std::string& hint : hints)
    text += fmt::format("{}hint: {}\n", kIndent, wrapped(printable(hint), std::string(kIndent) + "      "));
  return text;
}

}  // namespace highwater
