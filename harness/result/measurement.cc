// SPDX-License-Identifier: Apache-2.0
#include "result/measurement.h"

namespace highwater {

bool has(const Metrics& metrics, Metric metric) {
  return is_counted(metric) || metrics.growth_bytes_per_iteration.has_value();
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
