// SPDX-License-Identifier: Apache-2.0
#include "base/exit_status.h"

#include <algorithm>
#include <iterator>

namespace highwater {
namespace {

constexpr ExitStatus kWorstFirst[] = {
    ExitStatus::kInterrupted, ExitStatus::kUsage,      ExitStatus::kScenario,    ExitStatus::kProbe,
    ExitStatus::kBaseline,    ExitStatus::kRegression, ExitStatus::kImprovement, ExitStatus::kOk};

}  // namespace

ExitStatus worst(ExitStatus a, ExitStatus b) {
  return *std::find_if(std::begin(kWorstFirst), std::end(kWorstFirst) - 1,
                       [&](ExitStatus status) { return status == a || status == b; });
}

std::optional<ExitStatus> exit_status_of(std::int64_t code) {
  for (const ExitStatus status : kWorstFirst)
    if (static_cast<std::int64_t>(status) == code) return status;
  return std::nullopt;
}

}  // namespace highwater
