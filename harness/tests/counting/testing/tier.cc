// SPDX-License-Identifier: Apache-2.0
#include "tests/counting/testing/tier.h"

namespace highwater::e2e {

const char* name_of(Tier tier) {
  return tier == Tier::kSites ? "sites" : "counters";
}

Sites sites_of(Tier tier) {
  return tier == Tier::kSites ? Sites::kOn : Sites::kOff;
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
