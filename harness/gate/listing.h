// SPDX-License-Identifier: Apache-2.0
// What there is, without running anything: scenarios, their baselines, and how the last results compare.
// Called by `list`.
#pragma once

#include <string>
#include <vector>

#include "baseline/baseline.h"
#include "suite/manifest.h"

namespace highwater {

struct ListedScenario {
  std::string name;
  std::vector<std::string> probes;
  std::optional<Baseline> baseline;
  std::vector<std::string>
      states;  // one a probe: "ok", "regression", "improvement", "not measured", "no baseline", "unreadable"
};

struct Listing {
  std::vector<ListedScenario> scenarios;
  std::vector<std::string> orphans;  // baselines without a scenario
};

// Errors: a baseline that cannot be read.
Expected<Listing> list(const Manifest& manifest);

}  // namespace highwater
