// SPDX-License-Identifier: Apache-2.0
// The tiers of the counting engine, for tests that hold for every one of them: a test loops over kTiers.
#pragma once

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {

enum class Tier {
  kCounters,
  kSites,    // the numbers are the sums over the sites, so that these are what is tested
  kWatched,  // likewise, of a recording that is on from the start
};

// Those that the engine has.
inline constexpr Tier kTiers[] = {Tier::kCounters, Tier::kSites, Tier::kWatched};

const char* name_of(Tier tier);
void set_tier(Setting& setting, Tier tier);  // what a run of this tier asks the probe for
Numbers numbers_of(Tier tier, const Measurement& measurement);

}  // namespace highwater::e2e
