// SPDX-License-Identifier: Apache-2.0
// What the live page is told, as JSON in one line: by /api/live and /api/events.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "probe/live.h"
#include "result/measurement.h"
#include "serve/live_history.h"

namespace highwater {

// A limit that is drawn in the chart: what it is called, and the bytes.
struct ChartLimit {
  std::string name;  // "--fail-above", "baseline"
  std::int64_t bytes = 0;
};

struct LiveMark {
  std::int64_t elapsed_ms = 0;
  std::string name;
};

// What stays the same, and what came before: once, when a page is opened.
struct LiveFacts {
  std::vector<std::string> command;
  std::optional<ChartLimit> limit;
  bool can_record = false;
  bool can_snapshot = false;
};

// {"elapsed_ms": …, "live_bytes": …, "recording": {…}, "end": {…} or null}
std::string numbers_json(const LiveNumbers& numbers);

// {"rows": […], "others": …, …}: the call chains that hold most, at most `kMostSiteRows`, largest first, and
// the rest together. The sums are the measurement's.
inline constexpr std::size_t kMostSiteRows = 15;
std::string sites_json(const Measurement& measurement);

std::string mark_json(const LiveMark& mark);

// All of it: {"command": […], "limit": …, "numbers": {…}, "history": [[ms, live, peak], …], "marks": […],
// "sites": {…} or null}. `sites`: JSON, or empty.
std::string live_json(const LiveFacts& facts, const LiveNumbers& numbers, const LiveHistory& history,
                      const std::vector<LiveMark>& marks, const std::string& sites);

}  // namespace highwater
