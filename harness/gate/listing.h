// SPDX-License-Identifier: Apache-2.0
// What there is, without running anything: scenarios, their baselines, and how the last results compare.
// Called by `list`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "baseline/baseline.h"
#include "suite/manifest.h"
#include "suite/waivers.h"

namespace highwater {

struct ListedScenario {
  std::string name;
  std::vector<std::string> probes;
  std::optional<Baseline> baseline;
  std::vector<std::string> states;  // one a probe: "ok", "regression", "waived", "not measured", "no
                                    // baseline", "edited baseline", …
};

struct ListedWaiver {
  Waiver waiver;
  std::int64_t days_left = 0;  // 0: it has expired
};

struct Listing {
  std::vector<ListedScenario> scenarios;
  std::vector<ListedWaiver> waivers;
  std::vector<std::string> orphans;  // baselines without a scenario
};

// `today`, in seconds since 1970, is what waivers are held to. Errors: a baseline, or the waivers, that
// cannot be read.
Expected<Listing> list(const Manifest& manifest, std::int64_t today);

}  // namespace highwater
