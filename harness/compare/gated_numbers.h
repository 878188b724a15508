// SPDX-License-Identifier: Apache-2.0
// The part of a measurement that the gate looks at: one region, or the process. compare.h and accept.h start
// from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "result/measurement.h"

namespace highwater {

// The values between which a number lies; the same twice when it is exact.
struct Range {
  std::int64_t lowest = 0;
  std::int64_t highest = 0;

  bool operator==(const Range&) const = default;
};

struct GatedNumbers {
  ProbeKind probe = ProbeKind::kCounting;
  std::optional<std::string> region;  // none: the process
  Metrics metrics;
  Range peak;  // what the peak is judged by; gated_numbers.cc says why

  bool operator==(const GatedNumbers&) const = default;
};

// `region` is the manifest's. The numbers are that region's; else the only region's; else the process's.
// Errors. kUsage: several regions without a choice; a region that the scenario never entered, for numbers of
// something else would be compared in its place. kProbe: numbers that no program has, whatever they came
// from.
Expected<GatedNumbers> gated_numbers(const Measurement& measurement,
                                     const std::optional<std::string>& region);

// What gated_numbers() chooses of `measurement`; null: the process, or nothing can be chosen.
const RegionResult* gated_region(const Measurement& measurement, const std::optional<std::string>& region);

// The sites of the same; empty where none were recorded.
const std::vector<SiteResult>& gated_sites(const Measurement& measurement,
                                           const std::optional<std::string>& region);

// Where `metric` lies. Only a peak can be uncertain.
Range range_of(const GatedNumbers& numbers, Metric metric);

// "region \"download\"", "the whole process".
std::string describe_region(const std::optional<std::string>& region);

}  // namespace highwater
