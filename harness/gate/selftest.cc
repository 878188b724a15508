// SPDX-License-Identifier: Apache-2.0
#include "gate/selftest.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "baseline/store.h"
#include "suite/selection.h"

namespace highwater {
namespace {

// What a pair of scenario and probe is put through.
enum class Depth { kEverything, kOneLeak };

struct Job {
  const Scenario* scenario;
  ProbeKind probe;
  Depth depth;
};

Expected<std::vector<Job>> select_jobs(const Manifest& manifest, const SelftestRequest& request) {
  HIGHWATER_TRY(const std::vector<const Scenario*> scenarios, select(manifest, request.names));
  std::vector<Job> jobs;
  for (const Scenario* scenario : scenarios) {
    Depth depth = Depth::kEverything;
    for (const ProbeKind probe : probes_of(*scenario)) {
      if (request.probe && *request.probe != probe) continue;
      jobs.push_back({scenario, probe, depth});
      depth = Depth::kOneLeak;
    }
  }
  if (jobs.empty())
    return fail(ExitStatus::kUsage,
                request.probe ? fmt::format("none of the selected scenarios is measured with {}",
                                            name_of(*request.probe))
                              : "there is no scenario to test",
                "`highwater list` shows the probes of each");
  return jobs;
}

// One scenario with one probe.
class OneSelftest {
 public:
  OneSelftest(const SuiteContext& suite, const Job& job, Probe& probe, const Baseline& baseline)
      : suite_(suite), depth_(job.depth), scenario_(*job.scenario), probe_(probe), baseline_(baseline) {}

  // Errors: why nothing can be injected.
  Expected<PlainRun> run_plain() {
    HIGHWATER_TRY(const CheckOutcome outcome, check_with({}));
    if (outcome.error) return tl::unexpected<Error>(*outcome.error);
    if (status_of(outcome, Improvements::kReport) != ExitStatus::kOk)
      return fail(
          ExitStatus::kRegression,
          fmt::format("{} ({}): fails its gate as it is, so that nothing injected would show anything",
                      scenario_.name, name_of(probe_.kind())),
          "`highwater check` explains it");
    HIGHWATER_TRY(GatedNumbers numbers, gated_numbers(*outcome.measurement, scenario_.region));
    const RegionResult* const region = gated_region(*outcome.measurement, scenario_.region);
    return PlainRun{std::move(numbers), region != nullptr ? region->iterations : 0};
  }

  // Errors: an interruption.
  Expected<std::vector<InjectionCase>> run(const PlainRun& plain) {
    std::vector<InjectionCase> cases;
    for (const InjectionKind kind : kInjectionKinds) {
      if (depth_ == Depth::kOneLeak && kind != InjectionKind::kRetainedLeak) continue;
      HIGHWATER_TRY(InjectionCase entry, inject(kind, plain, Margin::kExact));
      if (looks_noisy(entry)) {
        HIGHWATER_TRY(entry, inject(kind, plain, Margin::kWide));
      }
      conclude(entry);
      cases.push_back(std::move(entry));
    }
    return cases;
  }

 private:
  // Errors: an interruption. Any other is the outcome's.
  Expected<CheckOutcome> check_with(const InjectionOrder& order, Sites sites = Sites::kOff) {
    CheckOutcome outcome;
    outcome.scenario = scenario_.name;
    outcome.probe = probe_.kind();
    outcome.region = scenario_.region;
    outcome.payload_bytes = scenario_.payload_bytes;
    outcome.baseline = baseline_;
    // With sites a scenario with sizes runs the largest alone.
    if (sites == Sites::kOn) outcome.baseline->scaling = {};
    Expected<ScenarioRun> run = measure(suite_, scenario_, probe_, sites, order);
    if (run) {
      outcome.measurement = std::move(run->measurement);
      outcome.error = std::move(run->failure);
    } else if (run.error().status == ExitStatus::kInterrupted) {
      return tl::unexpected<Error>(std::move(run).error());
    } else {
      outcome.error = std::move(run).error();
    }
    judge(outcome);
    return outcome;
  }

  Expected<InjectionCase> inject(InjectionKind kind, const PlainRun& plain, Margin margin) {
    InjectionCase entry = plan_injection(kind, held_to(plain), plain, margin);
    entry.scenario = scenario_.name;
    entry.probe = probe_.kind();
    if (entry.metrics.empty()) return entry;
    HIGHWATER_TRY(const CheckOutcome above, check_with(entry.above));
    enter_above(entry, above);
    if (depth_ == Depth::kOneLeak) return entry;
    if (entry.within.blocks == 0) {
      enter_plain(entry);
    } else {
      HIGHWATER_TRY(const CheckOutcome within, check_with(entry.within));
      enter_within(entry, within);
    }
    // Each costs a run with sites, and whichever the kind, the way is the same.
    if (kind == InjectionKind::kPeakBump && can_explain()) {
      HIGHWATER_TRY(const CheckOutcome with_sites,
                    check_with(order_to_explain(entry, baseline_), Sites::kOn));
      enter_explained(entry, with_sites);
    }
    return entry;
  }

  // As `check` has it: massif sees no iterations, and growth is none where the baseline says nothing of it.
  GatedMetrics held_to(const PlainRun& plain) const {
    constexpr Metric kGrowth = Metric::kGrowthBytesPerIteration;
    GatedMetrics expected = expected_of(baseline_, probe_.kind());
    if (probe_.kind() == ProbeKind::kMassif)
      expected.erase(kGrowth);
    else if (has(plain.numbers.metrics, kGrowth))
      expected.emplace(kGrowth, default_growth());
    return expected;
  }

  bool can_explain() const { return probe_.records_sites() && !baseline_.sites.empty(); }

  const SuiteContext& suite_;
  const Depth depth_;
  const Scenario& scenario_;
  Probe& probe_;
  const Baseline& baseline_;
};

// The second probe of a scenario measures the same, unless its baseline says otherwise: it needs no plain
// run.
class Suite {
 public:
  Suite(const SuiteContext& suite, Probes& probes)
      : suite_(suite), probes_(probes), store_(suite.manifest->baselines, suite.manifest->profile) {}

  Expected<std::vector<InjectionCase>> test(const Job& job) {
    HIGHWATER_TRY(const Baseline baseline, store_.load(job.scenario->name));
    OneSelftest tester(suite_, job, probes_.get(job.probe), baseline);
    const bool is_known =
        job.depth == Depth::kOneLeak && plain_of_ == job.scenario && baseline.overrides.count(job.probe) == 0;
    if (!is_known) {
      plain_of_ = nullptr;
      HIGHWATER_TRY(plain_, tester.run_plain());
      plain_of_ = job.scenario;
    }
    return tester.run(plain_);
  }

 private:
  const SuiteContext& suite_;
  Probes& probes_;
  const BaselineStore store_;
  const Scenario* plain_of_ = nullptr;
  PlainRun plain_;
};

}  // namespace

Expected<SelftestReport> selftest(const SuiteContext& context, Probes& probes, const SelftestRequest& request,
                                  const ProgressListener& listener) {
  HIGHWATER_TRY(const std::vector<Job> jobs, select_jobs(*context.manifest, request));
  SelftestReport report;
  Suite suite(context, probes);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    listener({i + 1, jobs.size(), jobs[i].scenario->name, jobs[i].probe});
    Expected<std::vector<InjectionCase>> cases = suite.test(jobs[i]);
    if (cases) {
      std::move(cases->begin(), cases->end(), std::back_inserter(report.cases));
    } else if (cases.error().status == ExitStatus::kInterrupted) {
      return tl::unexpected<Error>(std::move(cases).error());
    } else {
      report.errors.push_back(std::move(cases).error());
    }
  }
  return report;
}

}  // namespace highwater
