// SPDX-License-Identifier: Apache-2.0
// The values of a flag that names a metric.
#pragma once

#include <string>
#include <vector>

#include "result/metric.h"

namespace highwater {

inline std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const Metric metric : kGatedMetrics) names.emplace_back(name_of(metric));
  return names;
}

}  // namespace highwater
