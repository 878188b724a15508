// SPDX-License-Identifier: Apache-2.0
// Does a gate trip? For each scenario, probe and kind of injection: what to inject so that a metric ends one
// above what it may be, and exactly at it; and what the two runs prove. Pure. gate/selftest.cc asks it,
// report/text/selftest.cc and report/json/selftest.cc show what it says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "compare/gated_numbers.h"
#include "compare/outcome.h"
#include "injection/order.h"

namespace highwater {

const char* name_of(
    InjectionKind kind);  // "peak bump", "retained leak", "iteration leak", "allocation burst"
// The function that allocates for it, which an explanation has to name.
const char* site_of(InjectionKind kind);

// One metric that an injection moves by a known number.
struct ProvenMetric {
  Metric metric = Metric::kPeakBytes;
  std::int64_t plain = 0;  // measured with nothing injected
  std::int64_t limit = 0;
  std::int64_t varies = 0;                // by so much from run to run, as the baseline has it
  std::int64_t above = 0;                 // injected to exceed it
  std::int64_t within = 0;                // injected not to
  std::optional<std::int64_t> now_above;  // what was measured then; none: not run
  std::optional<std::int64_t> now_within;
  bool tripped = false;
  bool held = false;
};

// Exact: `limit - plain + 1` and `limit - plain`. Wide, for a metric that varies from run to run: half as
// much again and half, or twice of what it varies by more and less where that is more.
enum class Margin { kExact, kWide };

struct InjectionCase {
  std::string scenario;
  ProbeKind probe = ProbeKind::kCounting;
  InjectionKind kind = InjectionKind::kNone;
  std::vector<ProvenMetric> metrics;  // demanded; empty: nothing was run
  InjectionOrder above{};
  InjectionOrder within{};  // of no blocks: nothing fits in, and the plain run has shown it
  Margin margin = Margin::kExact;
  std::optional<std::string> not_applicable;  // why there is nothing to inject into: no iterations
  std::vector<std::string> problems;          // why the gate is not proven
  std::vector<std::string> notes;             // what tripped besides, and what the proof leaves out
  std::optional<bool> explained;  // whether the explanation named the injected site; none: not asked

  bool is_proven() const { return problems.empty() && !not_applicable; }
};

// What a plain run showed, which passes its gate.
struct PlainRun {
  GatedNumbers numbers;
  std::int64_t iterations = 0;  // of the region
};

// The case with its two orders, or with the reason why there is nothing to run: the limit is too loose (above
// the baseline by more than max(25 %, 64 KiB or 64 of what is counted)), the metric not gated, no iterations.
// `expected` is expected_of() the baseline. The caller fills in `scenario`.
InjectionCase plan_injection(InjectionKind kind, const GatedMetrics& expected, const PlainRun& plain,
                             Margin margin);

// Enters what the run showed that was to exceed the limit, or the one that was to keep within it.
void enter_above(InjectionCase& entry, const CheckOutcome& outcome);
void enter_within(InjectionCase& entry, const CheckOutcome& outcome);
// The order above, as large as it takes to show beside the sites that the baseline left out as small.
InjectionOrder order_to_explain(const InjectionCase& entry, const Baseline& baseline);
// Enters whether the explanation of that run, with sites, names the injected one first.
void enter_explained(InjectionCase& entry, const CheckOutcome& outcome);
// Nothing fits in: held by the plain run, which passed.
void enter_plain(InjectionCase& entry);

// The verdict is wrong though the metric is known to vary, or went up by about what was injected, as it does
// where a scenario varies from run to run. REQUIRES: both runs were entered.
bool looks_noisy(const InjectionCase& entry);

// Problems out of what was entered. Call it once, at the end.
void conclude(InjectionCase& entry);

struct SelftestReport {
  std::vector<InjectionCase> cases;
  std::vector<Error> errors;  // scenarios that could not be tested at all, and why
};

// kRegression when a gate did not trip or did not hold; the worst of `errors` before that; nothing proven at
// all is kUsage.
ExitStatus status_of(const SelftestReport& report);

}  // namespace highwater
