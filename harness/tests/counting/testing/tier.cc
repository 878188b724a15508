// SPDX-License-Identifier: Apache-2.0
#include "tests/counting/testing/tier.h"

namespace highwater::e2e {

const char* name_of(Tier tier) {
  switch (tier) {
    case Tier::kCounters:
      return "counters";
    case Tier::kSites:
      return "sites";
    case Tier::kWatched:
      return "watched";
  }
  return "";
}

void set_tier(Setting& setting, Tier tier) {
  setting.sites = tier == Tier::kCounters ? Sites::kOff : Sites::kOn;
  setting.watched = tier == Tier::kWatched;
}

Numbers numbers_of(Tier tier, const Measurement& measurement) {
  if (tier == Tier::kCounters) return numbers_of(measurement.metrics);
  Numbers sums;
  for (const SiteResult& site : measurement.sites)
    sums = sums + Numbers{.allocations = site.allocations,
                          .allocated_bytes = site.allocated_bytes,
                          .peak_bytes = site.peak_bytes,
                          .retained_bytes = site.retained_bytes,
                          .retained_blocks = site.retained_blocks};
  return sums;
}

}  // namespace highwater::e2e
