// SPDX-License-Identifier: Apache-2.0
// The document is made of pieces, most important first: pieces are added while they fit, those that do not
// are counted by kind. So a cut never falls into the middle of a table row or a folded part.
#include "report/markdown/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "base/bytes.h"
#include "base/printable.h"
#include "compare/gated_numbers.h"
#include "compare/trend.h"
#include "report/check_words.h"
#include "report/markdown/escape.h"
#include "report/markdown/words.h"
#include "report/metric_words.h"
#include "report/quoted_output.h"
#include "report/shell_word.h"
#include "report/waiver_words.h"

namespace highwater {
namespace {

constexpr std::size_t kShownSites = 10;
constexpr std::size_t kChainFunctions = 5;
constexpr std::size_t kOutputCharacters = 2000;
constexpr std::size_t kUnfoldedPasses = 10;
constexpr std::size_t kReservedForTheLastLine = 200;

// The text so far, and what did not fit into it.
class Document {
 public:
  explicit Document(std::size_t limit)
      : limit_(limit > kReservedForTheLastLine ? limit - kReservedForTheLastLine : 0) {}

  void begin(const std::string& headline) { text_ = headline; }

  // `reserved` bytes stay free for what must follow.
  bool fits(const std::string& piece, std::size_t reserved = 0) const {
    return text_.size() + piece.size() + reserved <= limit_;
  }
  bool add(const std::string& piece, const char* kind = nullptr) {
    if (fits(piece)) {
      text_ += piece;
      return true;
    }
    if (kind != nullptr) leave_out(kind);
    return false;
  }
  void leave_out(const char* kind) {
    const auto found = std::find_if(left_out_.begin(), left_out_.end(),
                                    [&](const auto& counted) { return counted.first == kind; });
    if (found == left_out_.end()) {
      left_out_.emplace_back(kind, 1);
    } else {
      ++found->second;
    }
  }

  std::string finished() const {
    if (left_out_.empty()) return text_;
    std::vector<std::string> counts;
    for (const auto& [kind, count] : left_out_) counts.push_back(fmt::format("{} {}", count, kind));
    return text_ + fmt::format("\n_Left out to keep this short enough: {}._\n", fmt::join(counts, ", "));
  }

 private:
  std::size_t limit_;
  std::string text_;
  std::vector<std::pair<std::string, int>> left_out_;
};

constexpr const char* kRowsLeftOut = "rows of failing checks";
constexpr const char* kSectionsLeftOut = "explanations of failing checks";
constexpr const char* kPassesLeftOut = "rows of other checks";
constexpr const char* kNotesLeftOut = "notes";

class Renderer {
 public:
  Renderer(const CheckReport& report, const MarkdownOptions& options)
      : report_(report), options_(options), index_(report), document_(options.size_limit) {
    std::set<std::string> profiles;
    for (const CheckOutcome& outcome : report.outcomes)
      if (const std::string profile = profile_of(outcome); !profile.empty()) profiles.insert(profile);
    many_profiles_ = profiles.size() > 1;
    if (profiles.size() == 1) only_profile_ = *profiles.begin();
    for (const CheckOutcome& outcome : report.outcomes)
      (fails(outcome, options.improvements) ? failing_ : others_).push_back(&outcome);
    std::stable_partition(others_.begin(), others_.end(), deserves_a_look);
  }

  std::string render() {
    document_.begin(headline());
    add_failing_table();
    add_sections();
    for (const Error& error : report_.errors) document_.add(error_section(error), kSectionsLeftOut);
    add_others();
    add_notes();
    return document_.finished();
  }

 private:
  static bool deserves_a_look(const CheckOutcome* outcome) {
    return outcome->comparison && outcome->comparison->worst != Verdict::kPass;
  }

  // "3 of 22 checks fail", and what they are.
  std::string headline() const {
    const std::size_t problems = failing_.size() + report_.errors.size();
    const auto uncompared = std::count_if(report_.outcomes.begin(), report_.outcomes.end(), held_to_nothing);
    const std::size_t checks = report_.outcomes.size() - static_cast<std::size_t>(uncompared);
    const auto waived =
        static_cast<std::size_t>(std::count_if(report_.outcomes.begin(), report_.outcomes.end(), is_waived));
    std::string title;
    if (report_.outcomes.empty() && problems == 0) {
      title = "❌ Memory: nothing was checked";
    } else if (checks == 0 && problems == 0) {
      title = "Memory: measured, and held to no baseline";
    } else if (problems == 0 && waived > 0) {
      title = fmt::format("⚠️ Memory: {} of {} checks pass, {} waived", checks - waived, checks, waived);
    } else if (problems == 0) {
      title = fmt::format("✅ Memory: {}",
                          checks == 1 ? "the check passes" : fmt::format("all {} checks pass", checks));
    } else {
      title = fmt::format("❌ Memory: {} of {} checks fail", failing_.size(), checks);
    }
    std::vector<std::string> parts;
    std::map<std::string, int> counts;
    for (const CheckOutcome& outcome : report_.outcomes) ++counts[verdict_of(outcome)];
    for (const auto& [verdict, count] : counts) parts.push_back(fmt::format("{} {}", count, verdict));
    if (!report_.errors.empty()) parts.push_back(fmt::format("{} of the whole suite", report_.errors.size()));
    std::string text = fmt::format("## {}\n\n{}", title, fmt::join(parts, ", "));
    if (!only_profile_.empty()) text += " on " + code_words(only_profile_);
    return text + "\n";
  }

  std::string table_head() const {
    return fmt::format(
        "\n| verdict | scenario | {}probe | peak | retained | allocations | peak vs baseline |\n"
        "|:--|:--|{}:--|--:|--:|--:|--:|\n",
        many_profiles_ ? "platform | " : "", many_profiles_ ? ":--|" : "");
  }

  std::string row(const CheckOutcome& outcome) const {
    const bool failing = fails(outcome, options_.improvements);
    std::string text =
        fmt::format("| {} | {} |", failing ? "❌ **" + verdict_of(outcome) + "**" : verdict_of(outcome),
                    code_words(outcome.scenario));
    if (many_profiles_) {
      const std::string profile = profile_of(outcome);  // of what could not be measured nobody knows it
      text += fmt::format(" {} |", profile.empty() ? "" : code_words(profile));
    }
    text += fmt::format(" {} |", name_of(outcome.probe));
    for (const Metric metric : {Metric::kPeakBytes, Metric::kRetainedBytes, Metric::kAllocations})
      text += fmt::format(" {} |", number(outcome, metric));
    const MetricComparison* peak =
        outcome.comparison ? find_metric(*outcome.comparison, Metric::kPeakBytes) : nullptr;
    return text +
           fmt::format(" {} |\n", peak == nullptr ? "" : format_percent_change(peak->baseline, peak->now));
  }

  static std::string number(const CheckOutcome& outcome, Metric metric) {
    if (outcome.comparison) {
      const MetricComparison* compared = find_metric(*outcome.comparison, metric);
      return compared == nullptr ? "" : amount(metric, compared->now);
    }
    if (!held_to_nothing(outcome)) return "";
    return amount(metric, value_of(outcome.measurement->metrics, metric));
  }

  void add_failing_table() {
    if (failing_.empty()) return;
    bool open = document_.add(table_head());
    for (const CheckOutcome* outcome : failing_) {
      open = open && document_.fits(row(*outcome));
      if (open) {
        document_.add(row(*outcome));
      } else {
        document_.leave_out(kRowsLeftOut);
      }
    }
  }

  // Probes that came to the same are explained once.
  void add_sections() {
    std::set<std::string> said;
    for (const CheckOutcome* outcome : failing_) {
      const std::string section = outcome->comparison ? failure_section(*outcome)
                                                      : error_section(reason_of(*outcome), outcome->output);
      if (said.insert(section).second) document_.add(section, kSectionsLeftOut);
    }
  }

  std::string failure_section(const CheckOutcome& outcome) const {
    const std::vector<std::string> probes = index_.probes_that_agree(outcome);
    const std::string where = describe_region(outcome.comparison->region);
    std::string text =
        fmt::format("\n### {} ({}{}, {})\n\n", code_words(outcome.scenario), fmt::join(probes, " and "),
                    many_profiles_ ? " on " + code_words(profile_of(outcome)) : "", plain_words(where));
    for (const MetricComparison* compared : deciding_metrics(*outcome.comparison))
      text += fmt::format("- {}\n", describe_metric(*compared));
    for (const std::string& line : deciding_scaling(*outcome.comparison)) text += fmt::format("- {}\n", line);
    for (const std::string& line : waiver_lines(outcome)) text += fmt::format("- {}\n", plain_words(line));
    for (const Explanation& explanation : index_.explanations_of(outcome)) text += explained(explanation);
    if (outcome.measurement)
      for (const std::string& warning : outcome.measurement->warnings)
        text += fmt::format("\n> {}\n", plain_words(warning));
    for (const std::string& hint : outcome.hints) text += fmt::format("\nHint: {}\n", plain_words(hint));
    if (outcome.comparison->worst == Verdict::kUnusedWaiver) return text;
    return text + "\nTo accept:\n\n" +
           markdown_block(fmt::format("{} {} --reason \"…\"", options_.update_command,
                                      shell_word(printable(outcome.scenario))),
                          "sh");
  }

  // Folded: the culprit is in the line that stays.
  static std::string explained(const Explanation& explanation) {
    const SiteDifference* culprit = first_growing(explanation);
    std::string text = fmt::format("\n<details><summary>{}", describe_subject(explanation));
    if (culprit != nullptr)
      text += fmt::format(": {} {} {}", format_difference(explanation.metric, culprit->difference()),
                          name_of(culprit->change), code_words(chain_start(culprit->chain, 1)));
    text += "</summary>\n\n| difference | | call site | place |\n|--:|:--|:--|:--|\n";
    const std::size_t shown = std::min(explanation.sites.size(), kShownSites);
    for (std::size_t i = 0; i < shown; ++i) {
      const SiteDifference& site = explanation.sites[i];
      const std::string place = describe_place(site, "");
      const std::string former = describe_former(site, kChainFunctions);
      text += fmt::format("| {} | {} | {} | {} |\n", format_difference(explanation.metric, site.difference()),
                          name_of(site.change),
                          code_words(chain_start(site.chain, kChainFunctions)) +
                              (former.empty() ? "" : "<br>" + code_words(former)),
                          place.empty() ? "" : code_words(place));
    }
    for (const Remainder& rest : remainders_of(explanation, shown))
      text += fmt::format("| {} | | {} | |\n", format_difference(explanation.metric, rest.difference),
                          markdown_text(rest.name));
    text += fmt::format(
        "| **{}** | | **TOTAL** | |\n",
        format_difference(explanation.metric, difference_of(explanation.before, explanation.now)));
    for (const std::string& hint : explanation.hints) text += fmt::format("\nHint: {}\n", plain_words(hint));
    return text + "\n</details>\n";
  }

  static std::string error_section(const Error& error, const std::string& output = {}) {
    std::string text = fmt::format("\n### {}\n", plain_words(error.what));
    if (!error.hint.empty()) text += fmt::format("\nHint: {}\n", plain_words(error.hint));
    if (!output.empty())
      text +=
          "\n<details><summary>The scenario printed last</summary>\n\n" + block(output) + "\n</details>\n";
    return text;
  }

  // The end: what a program says before it dies.
  static std::string block(const std::string& output) {
    std::size_t start = output.size() > kOutputCharacters ? output.size() - kOutputCharacters : 0;
    while (start > 0 && start < output.size() && (output[start] & 0xc0) == 0x80) ++start;
    return markdown_block(quoted_output(output.substr(start)), "text");
  }

  void add_others() {
    if (others_.empty()) return;
    const bool fold = others_.size() > kUnfoldedPasses || !failing_.empty();
    const std::string start =
        fold ? fmt::format("\n<details><summary>{} other checks</summary>\n", others_.size()) : "";
    const std::string end = fold ? "\n</details>\n" : "";
    bool open = document_.fits(start + table_head() + row(*others_[0]), end.size());
    if (open) document_.add(start + table_head());
    const bool opened = open;
    for (const CheckOutcome* outcome : others_) {
      open = open && document_.fits(row(*outcome), end.size());
      if (open) {
        document_.add(row(*outcome));
      } else {
        document_.leave_out(kPassesLeftOut);
      }
    }
    if (opened) document_.add(end);
  }

  // Each once: both probes of a scenario have the same.
  void add_notes() {
    std::set<std::string> notes;
    for (const CheckOutcome& outcome : report_.outcomes) {
      if (is_waived(outcome))
        for (const std::string& line : waiver_lines(outcome))
          notes.insert(fmt::format("\nWaived in {}: {}\n", code_words(outcome.scenario), plain_words(line)));
      for (const std::string& note : outcome.notes)
        notes.insert(fmt::format("\nNote on {}: {}\n", code_words(outcome.scenario), plain_words(note)));
    }
    for (const std::string& note : notes) document_.add(note, kNotesLeftOut);
  }

  const CheckReport& report_;
  const MarkdownOptions& options_;
  ScenarioIndex index_;
  Document document_;
  bool many_profiles_ = false;
  std::string only_profile_;
  std::vector<const CheckOutcome*> failing_;
  std::vector<const CheckOutcome*> others_;
};

}  // namespace

std::string render_markdown(const CheckReport& report, const MarkdownOptions& options) {
  return Renderer(report, options).render();
}

}  // namespace highwater
