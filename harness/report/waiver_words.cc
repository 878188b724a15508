// SPDX-License-Identifier: Apache-2.0
#include "report/waiver_words.h"

#include <fmt/format.h>

#include "report/check_words.h"
#include "report/metric_words.h"

namespace highwater {
namespace {

// A ceiling that the limit already allows can never let anything through.
std::string ceiling_of(const MetricComparison& compared) {
  const std::int64_t ceiling = compared.waiver->waiver.ceiling;
  return amount(compared.metric, ceiling) +
         (ceiling <= compared.limit ? ", which is not above the limit" : "");
}

std::string state_of(const MetricComparison& compared) {
  const MetricWaiver& given = *compared.waiver;
  if (compared.verdict == Verdict::kUnusedWaiver)
    return "its waiver is not needed, for it did not regress: remove it from the waivers";
  if (compared.verdict == Verdict::kWaived)
    return fmt::format("waived until {} up to {}", given.waiver.expires, ceiling_of(compared));
  std::string above = fmt::format("above the ceiling of its waiver, {}", ceiling_of(compared));
  if (!given.expired) return above;
  return fmt::format("its waiver expired on {}{}", given.waiver.expires,
                     given.exceeded ? ", and " + above : "");
}

}  // namespace

std::string describe_waiver(const MetricComparison& compared) {
  if (!compared.waiver) return "";
  return fmt::format("{} ({}): {}", state_of(compared), compared.waiver->waiver.issue,
                     compared.waiver->waiver.reason);
}

std::vector<std::string> waiver_lines(const CheckOutcome& outcome) {
  std::vector<std::string> lines;
  if (!outcome.comparison) return lines;
  for (const MetricComparison& compared : outcome.comparison->metrics)
    if (compared.waiver)
      lines.push_back(fmt::format("{}: {}", short_name_of(compared.metric), describe_waiver(compared)));
  return lines;
}

bool is_waived(const CheckOutcome& outcome) {
  return !outcome.error && outcome.comparison && outcome.comparison->worst == Verdict::kWaived;
}

}  // namespace highwater
