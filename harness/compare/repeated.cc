// SPDX-License-Identifier: Apache-2.0
#include "compare/repeated.h"

#include <fmt/format.h>

#include <algorithm>

namespace highwater {
namespace {

bool has_place(const std::string& word) {
  return word.find(kRepeatPlace) != std::string::npos;
}

Growth growth_of_metric(const std::vector<RepeatedRun>& runs, Metric metric) {
  std::vector<GrowthPoint> points;
  for (const RepeatedRun& run : runs)
    points.push_back({.iteration = run.n, .live_bytes = value_of(run.measurement.metrics, metric)});
  return growth_of(points);
}

}  // namespace

std::vector<std::string> with_n(const std::vector<std::string>& command, std::int64_t n) {
  const std::string number = fmt::format("{}", n);
  constexpr std::size_t kPlaceLength = sizeof kRepeatPlace - 1;
  std::vector<std::string> replaced = command;
  for (std::string& word : replaced)
    for (std::size_t at = 0; (at = word.find(kRepeatPlace, at)) != std::string::npos; at += number.size())
      word.replace(at, kPlaceLength, number);
  return replaced;
}

Expected<void> check_repeat(const std::vector<std::string>& command, std::int64_t count) {
  if (std::none_of(command.begin(), command.end(), has_place))
    return fail(ExitStatus::kUsage,
                "--repeat: the command has no {n} in it, so that every run would be the same",
                "put {n} where the program takes how often it is to work: "
                "highwater run --repeat 20 -- ./program --rounds {n}");
  constexpr auto kLeast = static_cast<std::int64_t>(kMinimumGrowthPoints);
  if (count < kLeast)
    return fail(ExitStatus::kUsage,
                fmt::format("--repeat {}: fewer than {} runs say nothing about growth", count, kLeast),
                "20 are enough for most");
  return {};
}

void find_growth(RepeatedRuns& runs) {
  runs.retained = growth_of_metric(runs.runs, Metric::kRetainedBytes);
  runs.peak = growth_of_metric(runs.runs, Metric::kPeakBytes);
}

}  // namespace highwater
