// SPDX-License-Identifier: Apache-2.0
// Proves that the gate trips: injects regressions into every scenario, from inside the library that measures
// it, and demands the verdict. The whole way is used that `check` uses, from the allocator's entry to the
// exit code; only nothing is kept. Called by `selftest`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/selftest.h"
#include "gate/check.h"

namespace highwater {

struct SelftestRequest {
  std::vector<std::string> names = {};  // scenarios or families; none: all of them
  // None: the first probe of each scenario with every kind of injection, above the limit and within it, and
  // its other probe with one: a retained leak above. A probe: that one with everything.
  std::optional<ProbeKind> probe = std::nullopt;
};

// A report for as much as was asked for: a scenario that cannot be tested (no baseline, it fails, or fails
// its gate as it is) is among its errors, and the next one is tested. Errors: a selection that selects
// nothing (kUsage); an interruption (kInterrupted).
Expected<SelftestReport> selftest(const SuiteContext& suite, Probes& probes, const SelftestRequest& request,
                                  const ProgressListener& listener);

}  // namespace highwater
