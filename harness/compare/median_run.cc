// SPDX-License-Identifier: Apache-2.0
#include "compare/median_run.h"

#include <algorithm>
#include <functional>

#include "analysis/noise.h"

namespace highwater {
namespace {

using MetricsOf = std::function<const Metrics*(const Measurement&)>;  // null: the run has none

std::int64_t median(const std::vector<Measurement>& runs, const MetricsOf& metrics_of,
                    const std::function<std::int64_t(const Metrics&)>& value) {
  std::vector<std::int64_t> values;
  for (const Measurement& run : runs)
    if (const Metrics* metrics = metrics_of(run)) values.push_back(value(*metrics));
  return noise_of(values, 0).median;
}

Metrics medians(const std::vector<Measurement>& runs, Metrics metrics, const MetricsOf& metrics_of) {
  const auto set = [&](std::int64_t& number, Metric metric) {
    number = median(runs, metrics_of, [&](const Metrics& of) { return value_of(of, metric); });
  };
  set(metrics.peak_bytes, Metric::kPeakBytes);
  set(metrics.retained_bytes, Metric::kRetainedBytes);
  set(metrics.retained_blocks, Metric::kRetainedBlocks);
  set(metrics.allocated_bytes, Metric::kAllocatedBytes);
  set(metrics.allocations, Metric::kAllocations);
  if (metrics.growth_bytes_per_iteration)
    set(*metrics.growth_bytes_per_iteration, Metric::kGrowthBytesPerIteration);
  return metrics;
}

const RegionResult* region_of(const Measurement& run, const std::string& name) {
  const auto found = std::find_if(run.regions.begin(), run.regions.end(),
                                  [&](const RegionResult& region) { return region.name == name; });
  return found == run.regions.end() ? nullptr : &*found;
}

std::size_t place_of_median_peak(const std::vector<Measurement>& runs) {
  std::vector<std::size_t> order(runs.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return runs[a].metrics.peak_bytes < runs[b].metrics.peak_bytes;
  });
  return order[(order.size() - 1) / 2];
}

}  // namespace

Measurement median_run(std::vector<Measurement> runs) {
  Measurement typical = runs[place_of_median_peak(runs)];
  const std::int64_t peak = typical.metrics.peak_bytes;
  typical.metrics = medians(runs, typical.metrics, [](const Measurement& run) { return &run.metrics; });
  typical.peak_upper_bytes += typical.metrics.peak_bytes - peak;
  for (RegionResult& region : typical.regions) {
    const std::int64_t region_peak = region.metrics.peak_bytes;
    region.metrics = medians(runs, region.metrics, [&](const Measurement& run) {
      const RegionResult* same = region_of(run, region.name);
      return same == nullptr ? nullptr : &same->metrics;
    });
    region.peak_upper_bytes += region.metrics.peak_bytes - region_peak;
  }
  return typical;
}

}  // namespace highwater
