// SPDX-License-Identifier: Apache-2.0
// Metrics of results in Prometheus's text exposition format, for node_exporter's textfile collector or a push
// gateway. For `export --format prometheus`.
#pragma once

#include <string>
#include <vector>

#include "report/export/tracked_numbers.h"

namespace highwater {

// Gauges in bytes and counts, labelled with scenario, probe, profile (where it is known) and region (of a
// region). Errors (kUsage): two parts with the same labels.
Expected<std::string> render_prometheus(const std::vector<TrackedPart>& parts);

}  // namespace highwater
