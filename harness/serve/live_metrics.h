// SPDX-License-Identifier: Apache-2.0
// GET /metrics: a running command's numbers in Prometheus's text exposition format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "probe/live.h"
#include "serve/process_status.h"

namespace highwater {

inline constexpr char kPrometheusType[] = "text/plain; version=0.0.4; charset=utf-8";

// Bytes, counts and seconds, under the names of Prometheus's guide to naming; process_… as its own clients
// have them. Without labels: who is asked is known to who asks. `status`: none of one that has ended.
std::string render_live_metrics(const LiveNumbers& numbers, std::optional<std::int64_t> limit_bytes,
                                const std::optional<ProcessStatus>& status);

}  // namespace highwater
