// SPDX-License-Identifier: Apache-2.0
#include "gate/selftest.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "baseline/store.h"
#include "gate/sites_run.h"
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
  OneSelftest(const SuiteContext& suite, const Job& job, Probe& probe, Baseline baseline)
      : suite_(suite), job_(job), scenario_(*job.scenario), probe_(probe), baseline_(std::move(baseline)) {}

  // Errors: why nothing can be injected.
  Expected<std::vector<InjectionCase>> run() {
    HIGHWATER_TRY(const PlainRun plain, run_plain());
    std::vector<InjectionCase> cases;
    for (const InjectionKind kind : kInjectionKinds) {
      if (job_.depth == Depth::kOneLeak && kind != InjectionKind::kRetainedLeak) continue;
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
  // Errors: only kInterrupted; any other is the outcome's.
  Expected<CheckOutcome> check_with(const InjectionOrder& order) {
    CheckOutcome outcome;
    outcome.scenario = scenario_.name;
    outcome.probe = probe_.kind();
    outcome.region = scenario_.region;
    outcome.payload_bytes = scenario_.payload_bytes;
    outcome.baseline = baseline_;
    Expected<ScenarioRun> run = measure(suite_, scenario_, probe_, Sites::kOff, order);
    if (!run && run.error().status == ExitStatus::kInterrupted) return tl::unexpected<Error>(run.error());
    if (run) outcome.measurement = std::move(run->measurement);
    if (!run)
      outcome.error = std::move(run).error();
    else if (run->failure)
      outcome.error = std::move(run->failure);
    judge(outcome);
    return outcome;
  }

  Expected<PlainRun> run_plain() {
    HIGHWATER_TRY(const CheckOutcome outcome, check_with({}));
    if (outcome.error) return tl::unexpected<Error>(*outcome.error);
    if (status_of(outcome, Improvements::kReport) != ExitStatus::kOk)
      return fail(ExitStatus::kRegression,
                  fmt::format("{} ({}): fails its gate as it is, so that nothing injected shows anything",
                              scenario_.name, name_of(probe_.kind())),
                  "`highwater check` explains it");
    HIGHWATER_TRY(GatedNumbers numbers, gated_numbers(*outcome.measurement, scenario_.region));
    const RegionResult* const region = gated_region(*outcome.measurement, scenario_.region);
    return PlainRun{std::move(numbers), region != nullptr ? region->iterations : 0};
  }

  Expected<InjectionCase> inject(InjectionKind kind, const PlainRun& plain, Margin margin) {
    InjectionCase entry = plan_injection(kind, expected_of(baseline_, probe_.kind()), plain, margin);
    entry.scenario = scenario_.name;
    if (entry.metrics.empty()) return entry;
    HIGHWATER_TRY(CheckOutcome above, check_with(entry.above));
    enter_above(entry, above);
    if (job_.depth == Depth::kOneLeak) return entry;
    // Each costs a run with sites; whichever the kind, the way is the same.
    if (kind == InjectionKind::kPeakBump) HIGHWATER_TRY_VOID(explain(entry, above));
    if (entry.within.blocks == 0) {
      enter_plain(entry);
    } else {
      HIGHWATER_TRY(const CheckOutcome within, check_with(entry.within));
      enter_within(entry, within);
    }
    return entry;
  }

  // As a failing check does: another run with sites, then the first row names the culprit.
  Expected<void> explain(InjectionCase& entry, CheckOutcome& above) {
    if (above.error || baseline_.sites.empty() || !probe_.records_sites() ||
        status_of(above, Improvements::kReport) != ExitStatus::kRegression)
      return {};
    HIGHWATER_TRY(const auto note, add_sites(suite_, scenario_, probe_, *above.measurement, entry.above));
    judge(above);
    entry.explained = std::any_of(
        above.explanations.begin(), above.explanations.end(), [&](const Explanation& explanation) {
          return explanation.metric == entry.metrics.front().metric && !explanation.sites.empty() &&
                 explanation.sites.front().chain.front() == site_of(entry.kind);
        });
    if (note) entry.notes.push_back(*note);
    return {};
  }

  const SuiteContext& suite_;
  const Job& job_;
  const Scenario& scenario_;
  Probe& probe_;
  Baseline baseline_;
};

Expected<std::vector<InjectionCase>> test(const SuiteContext& suite, const BaselineStore& store,
                                          const Job& job, Probe& probe) {
  HIGHWATER_TRY(Baseline baseline, store.load(job.scenario->name));
  return OneSelftest(suite, job, probe, std::move(baseline)).run();
}

}  // namespace

Expected<SelftestReport> selftest(const SuiteContext& suite, Probes& probes, const SelftestRequest& request,
                                  const ProgressListener& listener) {
  const BaselineStore store(suite.manifest->baselines, suite.manifest->profile);
  HIGHWATER_TRY(const std::vector<Job> jobs, select_jobs(*suite.manifest, request));
  SelftestReport report;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    listener({i + 1, jobs.size(), jobs[i].scenario->name, jobs[i].probe});
    Expected<std::vector<InjectionCase>> cases = test(suite, store, jobs[i], probes.get(jobs[i].probe));
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
