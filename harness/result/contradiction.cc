// SPDX-License-Identifier: Apache-2.0
#include "result/contradiction.h"

#include <fmt/format.h>

#include "base/printable.h"

namespace highwater {
namespace {

struct Sum {
  Metric metric;
  std::int64_t SiteResult::*member;
};
constexpr Sum kSums[] = {
    {Metric::kPeakBytes, &SiteResult::peak_bytes},
    {Metric::kRetainedBytes, &SiteResult::retained_bytes},
    {Metric::kRetainedBlocks, &SiteResult::retained_blocks},
    {Metric::kAllocatedBytes, &SiteResult::allocated_bytes},
    {Metric::kAllocations, &SiteResult::allocations},
};

std::string describe(const RegionResult& region) {
  return fmt::format("region \"{}\"", printable(region.name));
}

enum class Whose { kProcess, kRegion };

std::optional<std::string> contradiction(const std::string& who, const Metrics& metrics, Whose whose) {
  for (const Metric metric : kCountedMetrics)
    if (const std::int64_t number = value_of(metrics, metric);
        number < 0 && (whose == Whose::kProcess || !may_be_negative(metric)))
      return fmt::format("the {} of {} are {}, which no program can have", name_of(metric), who, number);
  return std::nullopt;
}

// `slack`: by how much the sum over the peak may fall short.
std::optional<std::string> contradiction(const std::string& who, const std::vector<SiteResult>& sites,
                                         const Metrics& metrics, std::int64_t slack) {
  for (const Sum& sum : kSums) {
    std::int64_t total = 0;
    for (const SiteResult& site : sites) total += site.*sum.member;
    const std::int64_t expected = value_of(metrics, sum.metric);
    const std::int64_t least = sum.metric == Metric::kPeakBytes ? expected - slack : expected;
    if (total < least || total > expected)
      return fmt::format("the {} of the sites of {} add up to {}, not to {}", name_of(sum.metric), who, total,
                         expected);
  }
  return std::nullopt;
}

std::int64_t slack_of(bool exact, const Metrics& metrics, std::int64_t upper) {
  return exact ? 0 : upper - metrics.peak_bytes;
}

}  // namespace

std::optional<std::string> numbers_contradiction(const Measurement& measurement) {
  std::optional<std::string> found = contradiction("the process", measurement.metrics, Whose::kProcess);
  for (const RegionResult& region : measurement.regions)
    if (!found) found = contradiction(describe(region), region.metrics, Whose::kRegion);
  return found;
}

std::optional<std::string> sites_contradiction(const Measurement& measurement) {
  if (!measurement.has_sites) return std::nullopt;
  std::optional<std::string> found =
      contradiction("the process", measurement.sites, measurement.metrics,
                    slack_of(measurement.exact, measurement.metrics, measurement.peak_upper_bytes));
  for (const RegionResult& region : measurement.regions) {
    if (found || region.sites.empty()) continue;
    found = contradiction(describe(region), region.sites, region.metrics,
                          slack_of(region.exact, region.metrics, region.peak_upper_bytes));
  }
  return found;
}

}  // namespace highwater
