// SPDX-License-Identifier: Apache-2.0
// Which call sites a difference comes from: those of the baseline paired with those of the run. Pure. Made
// for each metric that failed; every report shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "baseline/baseline.h"
#include "compare/compare.h"
#include "result/call_chain.h"

namespace highwater {

enum class SiteChange { kNew, kGone, kGrew, kShrank, kMoved };
const char* name_of(SiteChange change);  // "new", "gone", "grew", "shrank", "moved"

// One chain of calls, before and now. kMoved: as large as before, under another name.
struct SiteDifference {
  SiteChange change = SiteChange::kNew;
  std::int64_t before = 0;  // in the metric's unit
  std::int64_t now = 0;
  CallChain chain;         // of the run; the baseline's where it is gone
  CallChain chain_before;  // the baseline's, where it has another name there; else empty
  std::string file;        // of the chain's first function, as the debug information has it; empty: not known
  int line = 0;            // 0: not known, and always where it is gone

  std::int64_t difference() const { return now - before; }
  bool operator==(const SiteDifference&) const = default;
};

// The rows of one metric. Rows, `others`, `unattributed` and `other_run` add up to `now - before` of the
// metric, which explain() asserts.
struct Explanation {
  Metric metric = Metric::kPeakBytes;
  std::int64_t before = 0;            // the baseline's number
  std::int64_t now = 0;               // the number that was judged
  std::vector<SiteDifference> sites;  // that changed; largest difference in the metric's direction first
  std::int64_t others = 0;  // sites too small for the baseline, and what it was out by within its tolerance
  std::int64_t unattributed = 0;   // no stack was found for it
  std::int64_t other_run = 0;      // by which the run that recorded sites differed from the judged one
  std::int64_t iterations = 0;     // of the region; 0: it has none
  std::vector<std::string> hints;  // what the data suggests, each a sentence or two

  bool operator==(const Explanation&) const = default;
};

// What explain() needs of a run with sites.
struct ExplainedRun {
  const std::vector<SiteResult>* sites = nullptr;  // BORROWS: of what is gated, the region or the process
  std::int64_t iterations = 0;                     // of the region
  std::optional<std::int64_t> payload_bytes;       // what the scenario declares that it keeps
};

// One for each metric of `comparison` that regressed, in its order. Empty where the baseline or the run has
// no sites.
std::vector<Explanation> explain(const Baseline& baseline, const Comparison& comparison,
                                 const ExplainedRun& run);

}  // namespace highwater
