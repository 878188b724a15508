// SPDX-License-Identifier: Apache-2.0
// The history of a suite's baselines, out of git, the folder of results and the manifest. Runs nothing but
// git. Called by `trend`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/process.h"
#include "compare/trend.h"
#include "suite/manifest.h"

namespace highwater {

struct TrendQuery {
  std::vector<std::string> names = {};          // scenarios or families; none: every baseline there ever was
  std::string since = {};                       // a date (2026-10-14) or a revision; empty: everything
  std::optional<Metric> metric = std::nullopt;  // none: all
  std::int64_t now = 0;                         // seconds since 1970
  std::int64_t stale_after_days = 180;
};

struct TrendReport {
  Trend trend;
  std::vector<Error> errors;  // scenarios that were asked for and never had a baseline (kBaseline)
};

// Errors (kUsage): git's, see folder_history(); a name or a revision that there is not; no baseline at all.
Expected<TrendReport> trend(ProcessRunner& runner, const Manifest& manifest, const TrendQuery& query);

}  // namespace highwater
