// SPDX-License-Identifier: Apache-2.0
#include "report/check_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "compare/trend.h"
#include "report/metric_words.h"

namespace highwater {
namespace {

// A waiver that is not needed fails beside a regression too; what is waived is no reason for --strict to
// fail.
bool decides(Verdict verdict, Verdict worst) {
  return verdict == worst || verdict == Verdict::kUnusedWaiver ||
         (worst == Verdict::kWaived && verdict == Verdict::kImprovement);
}

}  // namespace

bool held_to_nothing(const CheckOutcome& outcome) {
  return !is_checked(outcome) && outcome.measurement.has_value();
}

std::string verdict_of(const CheckOutcome& outcome) {
  if (held_to_nothing(outcome)) return "not compared";
  if (outcome.error) {
    switch (outcome.error->status) {
      case ExitStatus::kScenario:
        return "scenario failed";
      case ExitStatus::kProbe:
        return "not measured";
      case ExitStatus::kBaseline:
        return "no baseline";
      case ExitStatus::kInterrupted:
        return "interrupted";
      default:
        return "error";
    }
  }
  return outcome.comparison ? name_of(outcome.comparison->worst) : "error";
}

Error reason_of(const CheckOutcome& outcome) {
  if (outcome.error) return *outcome.error;
  return {ExitStatus::kProbe, outcome.scenario + ": neither numbers nor a reason",
          "this is a fault of highwater"};
}

bool fails(const CheckOutcome& outcome, Improvements improvements) {
  return !held_to_nothing(outcome) && status_of(outcome, improvements) != ExitStatus::kOk;
}

std::string amount(Metric metric, std::int64_t value) {
  return is_bytes(metric) ? format_bytes(value) : format_count(value);
}

const MetricComparison* find_metric(const Comparison& comparison, Metric metric) {
  const auto found =
      std::find_if(comparison.metrics.begin(), comparison.metrics.end(),
                   [&](const MetricComparison& compared) { return compared.metric == metric; });
  return found == comparison.metrics.end() ? nullptr : &*found;
}

std::vector<const MetricComparison*> deciding_metrics(const Comparison& comparison) {
  std::vector<const MetricComparison*> metrics;
  if (comparison.worst == Verdict::kPass) return metrics;
  for (const MetricComparison& compared : comparison.metrics)
    if (decides(compared.verdict, comparison.worst)) metrics.push_back(&compared);
  return metrics;
}

std::string describe_metric(const MetricComparison& compared) {
  return fmt::format("{} {}, baseline {}, {}, {} {}", short_name_of(compared.metric),
                     amount(compared.metric, compared.now), amount(compared.metric, compared.baseline),
                     format_change(compared.metric, compared.baseline, compared.now),
                     compared.hard_limit ? "hard limit" : "limit", amount(compared.metric, compared.limit));
}

std::vector<std::string> deciding_scaling(const Comparison& comparison) {
  std::vector<std::string> lines;
  if (comparison.worst == Verdict::kPass) return lines;
  for (const ScalingComparison& compared : comparison.scaling)
    if (compared.verdict == comparison.worst) lines.push_back(describe(compared));
  return lines;
}

ScenarioIndex::ScenarioIndex(const CheckReport& report) {
  for (const CheckOutcome& outcome : report.outcomes) by_scenario_[outcome.scenario].push_back(&outcome);
}

std::vector<const CheckOutcome*> ScenarioIndex::same_numbers(const CheckOutcome& outcome) const {
  std::vector<const CheckOutcome*> same;
  const auto found = by_scenario_.find(outcome.scenario);
  if (found == by_scenario_.end() || !outcome.comparison) return same;
  for (const CheckOutcome* other : found->second)
    if (other->comparison == outcome.comparison && profile_of(*other) == profile_of(outcome))
      same.push_back(other);
  return same;
}

const std::vector<Explanation>& ScenarioIndex::explanations_of(const CheckOutcome& outcome) const {
  if (!outcome.explanations.empty()) return outcome.explanations;
  for (const CheckOutcome* other : same_numbers(outcome))
    if (!other->explanations.empty()) return other->explanations;
  return outcome.explanations;
}

std::vector<std::string> ScenarioIndex::probes_that_agree(const CheckOutcome& outcome) const {
  std::vector<std::string> names;
  for (const CheckOutcome* other : same_numbers(outcome)) names.push_back(name_of(other->probe));
  return names;
}

const SiteDifference* first_growing(const Explanation& explanation) {
  const auto found = std::find_if(explanation.sites.begin(), explanation.sites.end(),
                                  [](const SiteDifference& site) { return site.difference() > 0; });
  return found == explanation.sites.end() ? nullptr : &*found;
}

std::string chain_start(const CallChain& chain, std::size_t functions) {
  if (chain.size() <= functions) return to_text(chain);
  return to_text(CallChain(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(functions))) + " <- …";
}

std::string describe_place(const SiteDifference& site, const std::string& source_root) {
  if (site.file.empty()) return {};
  const std::string folder =
      source_root.empty() || source_root.back() == '/' ? source_root : source_root + "/";
  const bool below = !folder.empty() && site.file.compare(0, folder.size(), folder) == 0;
  const std::string file = below ? site.file.substr(folder.size()) : file_name_of(site.file);
  return site.line > 0 ? fmt::format("{}:{}", file, site.line) : file;
}

std::string describe_former(const SiteDifference& site, std::size_t functions) {
  return site.chain_before.empty() ? "" : "was " + chain_start(site.chain_before, functions);
}

std::string describe_subject(const Explanation& explanation) {
  const std::int64_t total = difference_of(explanation.before, explanation.now);
  std::string text =
      fmt::format("{} {}", short_name_of(explanation.metric), format_difference(explanation.metric, total));
  const bool kept =
      explanation.metric == Metric::kRetainedBytes || explanation.metric == Metric::kRetainedBlocks;
  if (kept && explanation.iterations > 1)
    text += fmt::format(", {} an iteration",
                        format_difference(explanation.metric, total / explanation.iterations));
  return text + " by call site";
}

std::vector<Remainder> remainders_of(const Explanation& explanation, std::size_t shown) {
  std::vector<Remainder> rows;
  if (shown < explanation.sites.size()) {
    std::int64_t sum = 0;
    for (std::size_t i = shown; i < explanation.sites.size(); ++i) sum += explanation.sites[i].difference();
    rows.push_back({fmt::format("[{} more]", explanation.sites.size() - shown), sum});
  }
  if (explanation.others != 0) rows.push_back({"[what the baseline does not list]", explanation.others});
  if (explanation.other_run != 0) rows.push_back({"[another run]", explanation.other_run});
  rows.push_back({"[unattributed]", explanation.unattributed});
  return rows;
}

std::string profile_of(const CheckOutcome& outcome) {
  if (outcome.measurement && !outcome.measurement->context.profile.empty())
    return outcome.measurement->context.profile;
  return outcome.baseline ? outcome.baseline->profile : "";
}

}  // namespace highwater
