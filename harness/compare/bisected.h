// SPDX-License-Identifier: Apache-2.0
// What a bisection found: the commit that moved a number, by how much, and the call sites that did it. The
// gate fills it in; the report shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compare/explanation.h"
#include "compare/review.h"

namespace highwater {

struct Bisected {
  std::string scenario;
  ProbeKind probe = ProbeKind::kCounting;
  std::optional<std::string> region;  // none: the process
  Metric metric = Metric::kPeakBytes;
  std::int64_t good = 0;  // the numbers at the two ends
  std::int64_t bad = 0;
  std::int64_t limit =
      0;  // what made a commit bad: a number above it, or below it where `bad` is less than `good`
  std::string commit;  // the first that is; its id in full
  std::string subject;
  std::string author;
  std::int64_t time = 0;                   // of the author, seconds since 1970
  std::optional<std::int64_t> before;      // at its parent, and
  std::optional<std::int64_t> now;         // at the commit; none: see the notes
  std::optional<Explanation> explanation;  // where it rose
  std::vector<GrownSite> shrank;           // where it fell: the largest, `before` and `now` as in time
  std::vector<std::string> notes;
};

}  // namespace highwater
