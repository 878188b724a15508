// SPDX-License-Identifier: Apache-2.0
#include "result/measurement.h"

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
      break;
  }
  return "allocations";
}

std::optional<Metric> metric_named(const std::string& name) {
  for (const Metric metric : kGatedMetrics)
    if (name == name_of(metric)) return metric;
  return std::nullopt;
}

bool is_bytes(Metric metric) {
  return metric == Metric::kPeakBytes || metric == Metric::kRetainedBytes ||
         metric == Metric::kAllocatedBytes;
}

std::int64_t value_of(const Metrics& metrics, Metric metric) {
  switch (metric) {
    case Metric::kPeakBytes:
      return metrics.peak_bytes;
    case Metric::kRetainedBytes:
      return metrics.retained_bytes;
    case Metric::kRetainedBlocks:
      return metrics.retained_blocks;
    case Metric::kAllocatedBytes:
      return metrics.allocated_bytes;
    case Metric::kAllocations:
      break;
  }
  return metrics.allocations;
}

std::int64_t value_of(const SiteResult& site, Metric metric) {
  switch (metric) {
    case Metric::kPeakBytes:
      return site.peak_bytes;
    case Metric::kRetainedBytes:
      return site.retained_bytes;
    case Metric::kRetainedBlocks:
      return site.retained_blocks;
    case Metric::kAllocatedBytes:
      return site.allocated_bytes;
    case Metric::kAllocations:
      break;
  }
  return site.allocations;
}

const char* name_of(ProbeKind probe) {
  return probe == ProbeKind::kCounting ? "counting" : "massif";
}

std::optional<ProbeKind> probe_named(const std::string& name) {
  for (const ProbeKind probe : {ProbeKind::kCounting, ProbeKind::kMassif})
    if (name == name_of(probe)) return probe;
  return std::nullopt;
}

}  // namespace highwater
