// SPDX-License-Identifier: Apache-2.0
// A history of one baseline to start from. For tests alone.
#pragma once

#include <string>

#include "baseline/baseline_example.h"
#include "compare/trend.h"

namespace highwater {

inline BaselineStatePtr example_state(std::int64_t peak, const std::string& reason) {
  Baseline baseline = example_baseline();
  baseline.metrics[Metric::kPeakBytes] = {
      .value = peak, .tolerance = {.absolute = 1024, .relative = 0.01}, .limit = std::nullopt};
  baseline.overrides.clear();
  baseline.reason = reason;
  return std::make_shared<const BaselineState>(
      BaselineState{.is_there = true, .baseline = baseline, .problem = {}});
}

// 100,000, then 104,000, then one that is unreadable, then 112,000; on 2026-01-01 and the days after.
inline TrendRequest example_request() {
  const auto nothing = std::make_shared<const BaselineState>();
  const auto broken = std::make_shared<const BaselineState>(
      BaselineState{.is_there = true, .baseline = std::nullopt, .problem = "linux/a/b.json:1: too new"});
  const BaselineStatePtr states[] = {nothing, example_state(100000, "first numbers"),
                                     example_state(104000, "keeps the headers"), broken,
                                     example_state(112000, "and the trailers")};
  TrendRequest request;
  request.scenario = "a/b";
  for (std::size_t i = 1; i < std::size(states); ++i)
    request.revisions.push_back({.commit = std::string(40, static_cast<char>('0' + i)),
                                 .time = 1767225600 + static_cast<std::int64_t>(i - 1) * 86400,
                                 .subject = "commit " + std::to_string(i),
                                 .renamed_from = {},
                                 .before = {states[i - 1]},
                                 .after = states[i]});
  request.now = request.revisions.back().time;
  return request;
}

inline Trend example_trend(const TrendRequest& request) {
  return {.profile = "linux",
          .since = {},
          .shallow = false,
          .now = request.now,
          .stale_after_days = request.stale_after_days,
          .scenarios = {trend_of(request)}};
}

}  // namespace highwater
