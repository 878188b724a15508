// SPDX-License-Identifier: Apache-2.0
// The words and numbers of a check that the reports for machines and for review have in common. Text as it
// is: each renderer escapes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "compare/outcome.h"

namespace highwater {

// "ok", "regression", "waived", "unused waiver", "improvement", "scenario failed", "not measured", "no
// baseline", "interrupted", "error"; "not compared" for what was held to nothing.
std::string verdict_of(const CheckOutcome& outcome);

// A measurement that nobody compared. Neither numbers nor a reason is something else, and never a pass.
bool held_to_nothing(const CheckOutcome& outcome);

// Why there is no comparison. REQUIRES: there is none, and the outcome is not held to nothing.
Error reason_of(const CheckOutcome& outcome);

// Does it decide that the check fails? What was held to nothing does not.
bool fails(const CheckOutcome& outcome, Improvements improvements);

std::string amount(Metric metric, std::int64_t value);  // "12.41 MiB", or "1,234" of a count

// Null where the metric was not compared.
const MetricComparison* find_metric(const Comparison& comparison, Metric metric);
// The metrics with the verdict of the whole, which is not ok; with those whose waiver is not needed, and,
// where it is waived, those that improved. In the order of their importance.
std::vector<const MetricComparison*> deciding_metrics(const Comparison& comparison);

// "peak 12.41 MiB, baseline 8.10 MiB, +4.31 MiB (+53.2 %), limit 8.18 MiB"; with "hard limit" where it is
// one.
std::string describe_metric(const MetricComparison& compared);
// The lines of what grows otherwise with the size of the input and has the verdict of the whole, which is not
// ok.
std::vector<std::string> deciding_scaling(const Comparison& comparison);

// Which outcomes belong together. BORROWS: the report.
class ScenarioIndex {
 public:
  explicit ScenarioIndex(const CheckReport& report);

  // Those of the outcome, or of the other probe of its scenario where that came to the same numbers: the
  // sites of one explain both.
  const std::vector<Explanation>& explanations_of(const CheckOutcome& outcome) const;

  // Every probe of the scenario that came to the very same numbers.
  std::vector<std::string> probes_that_agree(const CheckOutcome& outcome) const;

 private:
  std::vector<const CheckOutcome*> same_numbers(const CheckOutcome& outcome) const;
  std::map<std::string, std::vector<const CheckOutcome*>> by_scenario_;
};

// The row that names the culprit: the first that made the number worse; null where there is none.
const SiteDifference* first_growing(const Explanation& explanation);

// "grow <- fetch <- main": at most `functions` of the chain, and " <- …" for the rest.
std::string chain_start(const CallChain& chain, std::size_t functions);

// "scenarios/support/growing_buffer.cc:34": by its path from the source root, or by the name alone of what is
// not below it; empty where the file is not known.
std::string describe_place(const SiteDifference& site, const std::string& source_root);

// "was read_file <- main", where the baseline has the site under another name; else empty.
std::string describe_former(const SiteDifference& site, std::size_t functions);

// "retained +64.00 KiB, +1.00 KiB an iteration by call site".
std::string describe_subject(const Explanation& explanation);

// What stands below the sites of an explanation: "[unattributed]" always, the others where they are not 0.
struct Remainder {
  std::string name;
  std::int64_t difference = 0;
};
// `shown`: how many sites were; those that were not are "[12 more]".
std::vector<Remainder> remainders_of(const Explanation& explanation, std::size_t shown);

// The profile key that an outcome belongs to; empty where it is not known.
std::string profile_of(const CheckOutcome& outcome);

}  // namespace highwater
