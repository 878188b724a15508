// SPDX-License-Identifier: Apache-2.0
#include "base/exit_status.h"

#include <algorithm>
#include <iterator>

namespace highwater {

ExitStatus worst(ExitStatus a, ExitStatus b) {
  static constexpr ExitStatus kWorstFirst[] = {
      ExitStatus::kInterrupted, ExitStatus::kUsage,      ExitStatus::kScenario,    ExitStatus::kProbe,
      ExitStatus::kBaseline,    ExitStatus::kRegression, ExitStatus::kImprovement, ExitStatus::kOk};
  return *std::find_if(std::begin(kWorstFirst), std::end(kWorstFirst) - 1,
                       [&](ExitStatus status) { return status == a || status == b; });
}

}  // namespace highwater
