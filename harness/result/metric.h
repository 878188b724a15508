// SPDX-License-Identifier: Apache-2.0
// The numbers that are gated, by name. Everything that treats them alike loops over these lists: results,
// baselines, comparison, reports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace highwater {

// The words and units are those of the glossary in harness/README.md.
enum class Metric {
  kPeakBytes,
  kRetainedBytes,
  kRetainedBlocks,
  kAllocatedBytes,
  kAllocations,
  kGrowthBytesPerIteration,
};

// All, in the order in which they are shown.
inline constexpr Metric kGatedMetrics[] = {Metric::kPeakBytes,      Metric::kRetainedBytes,
                                           Metric::kRetainedBlocks, Metric::kAllocatedBytes,
                                           Metric::kAllocations,    Metric::kGrowthBytesPerIteration};

// Those that every run has, and every call site: a run's number is the sum over its sites. Growth is not
// among them, for only a region with iterations has it.
inline constexpr Metric kCountedMetrics[] = {Metric::kPeakBytes, Metric::kRetainedBytes,
                                             Metric::kRetainedBlocks, Metric::kAllocatedBytes,
                                             Metric::kAllocations};

const char* name_of(Metric metric);                           // "peak_bytes"
std::optional<Metric> metric_named(const std::string& name);  // the reverse
bool is_bytes(Metric metric);                                 // bytes, not a count
bool is_counted(Metric metric);                               // one of kCountedMetrics

// Of a region. It may free what is older than itself, so what it retains, and how that grows, may be below
// zero; its peak begins at 0, and what it allocates only grows.
bool may_be_negative(Metric metric);

// The number itself, of whatever has all of them under their names: a run, a site, a baseline's site. 0 of
// growth that is not there.
template <typename Numbers>
constexpr std::int64_t value_of(const Numbers& numbers, Metric metric) {
  switch (metric) {
    case Metric::kPeakBytes:
      return numbers.peak_bytes;
    case Metric::kRetainedBytes:
      return numbers.retained_bytes;
    case Metric::kRetainedBlocks:
      return numbers.retained_blocks;
    case Metric::kAllocatedBytes:
      return numbers.allocated_bytes;
    case Metric::kAllocations:
      return numbers.allocations;
    case Metric::kGrowthBytesPerIteration:
      break;
  }
  return std::optional<std::int64_t>(numbers.growth_bytes_per_iteration).value_or(0);
}

}  // namespace highwater
