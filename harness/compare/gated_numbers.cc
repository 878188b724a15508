// SPDX-License-Identifier: Apache-2.0
// An uncertain peak is taken as [peak_bytes, peak_upper_bytes], whichever probe was unsure. For massif, and
// for blocks that the counting probe missed, that is where it lies. With threads the counting probe may
// instead have counted too much, by as much as the range is wide: the number is then held to the limit as it
// stands, as the baseline's own was, which can raise a false alarm but never hide a regression; and nothing
// in the range makes a false improvement.
#include "compare/gated_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/suggest.h"
#include "base/terminal.h"
#include "result/contradiction.h"

namespace highwater {
namespace {

Range peak_range(bool exact, std::int64_t peak, std::int64_t upper) {
  return {peak, exact ? peak : std::max(peak, upper)};
}

std::vector<std::string> names_of(const std::vector<RegionResult>& regions) {
  std::vector<std::string> names;
  for (const RegionResult& region : regions) names.push_back(printable(region.name));
  return names;
}

tl::unexpected<Error> never_entered(const Measurement& measurement, const std::string& region) {
  const std::vector<std::string> names = names_of(measurement.regions);
  const std::string what =
      fmt::format("{}: region \"{}\" was never entered", measurement.scenario, printable(region));
  if (names.empty())
    return fail(
        ExitStatus::kUsage, what + ", and no other",
        "is highwater::Region in the code that ran? In a program linked with -static it does nothing");
  const std::optional<std::string> near = suggest(region, names);
  return fail(ExitStatus::kUsage, fmt::format("{}; there was {}", what, fmt::join(names, ", ")),
              near ? fmt::format("did you mean \"{}\"?", *near)
                   : "correct REGION in highwater_add_scenario(), or \"region\" in the manifest");
}

GatedNumbers numbers_of(const Measurement& measurement, const RegionResult& region) {
  return {.probe = measurement.probe,
          .region = region.name,
          .metrics = region.metrics,
          .peak = peak_range(region.exact, region.metrics.peak_bytes, region.peak_upper_bytes)};
}

}  // namespace

Expected<GatedNumbers> gated_numbers(const Measurement& measurement,
                                     const std::optional<std::string>& region) {
  if (const std::optional<std::string> found = numbers_contradiction(measurement))
    return fail(ExitStatus::kProbe, fmt::format("{}: {}", measurement.scenario, *found),
                "whatever wrote the numbers down is wrong: measure again");
  if (region) {
    for (const RegionResult& candidate : measurement.regions)
      if (candidate.name == *region) return numbers_of(measurement, candidate);
    return never_entered(measurement, *region);
  }
  if (measurement.regions.size() > 1)
    return fail(ExitStatus::kUsage,
                fmt::format("{}: several regions, {}, and none is chosen", measurement.scenario,
                            fmt::join(names_of(measurement.regions), ", ")),
                "choose with REGION in highwater_add_scenario(), or with \"region\" in the manifest");
  if (!measurement.regions.empty()) return numbers_of(measurement, measurement.regions.front());
  return GatedNumbers{
      .probe = measurement.probe,
      .region = std::nullopt,
      .metrics = measurement.metrics,
      .peak = peak_range(measurement.exact, measurement.metrics.peak_bytes, measurement.peak_upper_bytes)};
}

const RegionResult* gated_region(const Measurement& measurement, const std::optional<std::string>& region) {
  const Expected<GatedNumbers> numbers = gated_numbers(measurement, region);
  if (!numbers) return nullptr;
  for (const RegionResult& result : measurement.regions)
    if (result.name == numbers->region) return &result;
  return nullptr;
}

const std::vector<SiteResult>& gated_sites(const Measurement& measurement,
                                           const std::optional<std::string>& region) {
  const RegionResult* const gated = gated_region(measurement, region);
  return gated != nullptr ? gated->sites : measurement.sites;
}

Range range_of(const GatedNumbers& numbers, Metric metric) {
  if (metric == Metric::kPeakBytes) return numbers.peak;
  const std::int64_t value = value_of(numbers.metrics, metric);
  return {value, value};
}

std::string describe_region(const std::optional<std::string>& region) {
  return region ? fmt::format("region \"{}\"", printable(*region)) : "the whole process";
}

}  // namespace highwater
