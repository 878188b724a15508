// SPDX-License-Identifier: Apache-2.0
// What varies from run to run of one scenario, and what helps: for the people who have to make a NOISY number
// EXACT. Made by `update`. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "baseline/baseline.h"
#include "result/measurement.h"

namespace highwater {

// A chain of calls that had other numbers in one run than in another.
struct VaryingSite {
  CallChain chain;
  Metric metric = Metric::kPeakBytes;  // in which it differs most, in bytes where it can be said in bytes
  std::int64_t least = 0;
  std::int64_t most = 0;

  std::int64_t spread() const { return most - least; }
  bool operator==(const VaryingSite&) const = default;
};

// "grow <- fetch: retained_bytes 1,024 to 4,096".
std::string describe(const VaryingSite& site);

// A sentence for each metric that is not EXACT: its class, and how it is gated.
std::vector<std::string> describe_spread(const Baseline& baseline);

// At most `count`, the widest first. `runs` are the sites of what is gated, of two runs or more.
std::vector<VaryingSite> varying_sites(const std::vector<std::vector<SiteResult>>& runs, std::size_t count);

// A sentence for each gated metric that varies in `runs` though the baseline says EXACT of it.
std::vector<std::string> unexpected_spread(const Baseline& baseline, const std::vector<Measurement>& runs,
                                           const std::optional<std::string>& region);

// Why it probably varies.
enum class Cause { kThreads, kTime, kHashSeed, kEnvironment, kUnknown };

// Threads: a peak that the probe could not make exact, or the same allocations with another peak. The others:
// by the names in the chains.
Cause probable_cause(const GatedMetrics& metrics, bool peak_is_exact, const std::vector<VaryingSite>& sites);

// "threads: … remedy", a sentence or two.
std::string remedy_for(Cause cause);

}  // namespace highwater
