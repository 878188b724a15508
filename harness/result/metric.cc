// SPDX-License-Identifier: Apache-2.0
#include "result/metric.h"

namespace highwater {

const char* name_of(Metric metric) {
  switch (metric) {
    case Metric::kPeakBytes:
      return "peak_bytes";
    case Metric::kRetainedBytes:
      return "retained_bytes";
    case Metric::kRetainedBlocks:
      return "retained_blocks";
    case Metric::kAllocatedBytes:
      return "allocated_bytes";
    case Metric::kAllocations:
      return "allocations";
    case Metric::kGrowthBytesPerIteration:
      break;
  }
  return "growth_bytes_per_iteration";
}

std::optional<Metric> metric_named(const std::string& name) {
  for (const Metric metric : kGatedMetrics)
    if (name == name_of(metric)) return metric;
  return std::nullopt;
}

bool is_bytes(Metric metric) {
  return metric != Metric::kRetainedBlocks && metric != Metric::kAllocations;
}

bool is_counted(Metric metric) {
  return metric != Metric::kGrowthBytesPerIteration;
}

bool may_be_negative(Metric metric) {
  return metric == Metric::kRetainedBytes || metric == Metric::kRetainedBlocks ||
         metric == Metric::kGrowthBytesPerIteration;
}

}  // namespace highwater
