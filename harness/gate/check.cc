// SPDX-License-Identifier: Apache-2.0
#include "gate/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "baseline/store.h"
#include "compare/accept.h"
#include "gate/sites_run.h"
#include "suite/selection.h"

namespace highwater {
namespace {

struct Job {
  const Scenario* scenario;
  ProbeKind probe;
};

Expected<std::vector<Job>> select_jobs(const Manifest& manifest, const CheckRequest& request) {
  HIGHWATER_TRY(const std::vector<const Scenario*> scenarios, select(manifest, request.names));
  std::vector<Job> jobs;
  for (const Scenario* scenario : scenarios)
    for (const ProbeKind probe : probes_of(*scenario))
      if (!request.probe || *request.probe == probe) jobs.push_back({scenario, probe});
  if (jobs.empty())
    return fail(ExitStatus::kUsage,
                fmt::format("none of the selected scenarios is measured with {}", name_of(*request.probe)),
                "`highwater list` shows the probes of each");
  return jobs;
}

// The layers below know neither how the command was called nor the manifest: what they call "highwater
// update" becomes the command that can be pasted.
std::string pasteable(std::string hint, const std::string& update_command) {
  constexpr std::string_view kNamed = "highwater update";
  const std::size_t at = hint.find(kNamed);
  return at == std::string::npos ? hint : hint.replace(at, kNamed.size(), update_command);
}

// A tolerance that was edited in the manifest has no effect until the baseline has it too.
std::vector<std::string> stale_tolerances(const Scenario& scenario, const Baseline& baseline) {
  std::vector<std::string> notes;
  for (const auto& [metric, declared] : declared_tolerances(scenario)) {
    const auto gated = baseline.metrics.find(metric);
    if (gated != baseline.metrics.end() && gated->second.tolerance != declared)
      notes.push_back(fmt::format(
          "the manifest declares another tolerance of {} than the baseline has; `update` adopts it",
          name_of(metric)));
  }
  return notes;
}

// On a platform that nobody has made baselines for, one message says so instead of one a scenario.
Expected<void> require_profile(const BaselineStore& store, const std::string& update_command) {
  HIGHWATER_TRY(const std::vector<std::string> names, store.names());
  if (!names.empty()) return {};
  HIGHWATER_TRY(const std::vector<std::string> profiles, store.profiles());
  return fail(
      ExitStatus::kBaseline,
      fmt::format("{}: no baselines for {}{}", store.root(), store.profile(),
                  profiles.empty() ? "" : fmt::format("; there are some for {}", fmt::join(profiles, ", "))),
      fmt::format("{}   makes them (first numbers need no reason); review and commit {}/{}", update_command,
                  store.root(), store.profile()));
}

CheckOutcome check_one(const SuiteContext& suite, const BaselineStore& store, const Job& job,
                       Probes& probes) {
  Probe& probe = probes.get(job.probe);
  CheckOutcome outcome{.scenario = job.scenario->name,
                       .probe = job.probe,
                       .measurement = std::nullopt,
                       .comparison = std::nullopt,
                       .error = std::nullopt,
                       .output = {},
                       .sites = {},
                       .notes = {},
                       .elapsed = {}};
  // Before the run, which may take minutes: without a baseline there is nothing to find out.
  const Expected<Baseline> baseline = store.load(job.scenario->name);
  if (!baseline) {
    outcome.error = baseline.error();
    return outcome;
  }
  Expected<ScenarioRun> run = measure(suite, *job.scenario, probe, Sites::kOff);
  if (!run) {
    outcome.error = std::move(run).error();
    return outcome;
  }
  outcome.notes = stale_tolerances(*job.scenario, *baseline);
  outcome.measurement = std::move(run->measurement);
  outcome.elapsed = run->elapsed;
  if (run->failure) {
    outcome.error = std::move(run->failure);
    outcome.output = std::move(run->output);
    return outcome;
  }
  Expected<Comparison> comparison = compare(*baseline, *outcome.measurement, job.scenario->region);
  if (comparison) {
    outcome.comparison = std::move(*comparison);
  } else {
    outcome.error = std::move(comparison).error();
  }
  if (!outcome.comparison || outcome.comparison->worst != Verdict::kRegression) return outcome;
  if (Probe* const recorder = sites_recorder(*job.scenario, probe, probes)) {
    Expected<SitesRun> found = measure_sites(suite, *job.scenario, *recorder, *outcome.measurement);
    if (!found) {
      outcome.error = std::move(found).error();
      return outcome;
    }
    outcome.sites = std::move(found->sites);
    if (found->note) outcome.notes.push_back(std::move(*found->note));
  }
  return outcome;
}

// Baselines that guard nothing: the scenario was renamed or removed, and its gate with it.
Expected<std::vector<Error>> find_orphans(const Manifest& manifest, const BaselineStore& store) {
  std::vector<std::string> names;
  for (const Scenario& scenario : manifest.scenarios) names.push_back(scenario.name);
  HIGHWATER_TRY(const std::vector<std::string> orphans, store.orphans(names));
  std::vector<Error> errors;
  for (const std::string& orphan : orphans)
    errors.push_back(
        {ExitStatus::kBaseline, fmt::format("{}: a baseline without a scenario", store.path_of(orphan)),
         "git rm it if the scenario is gone for good; git mv it if the scenario has a new name"});
  return errors;
}

}  // namespace

Expected<CheckReport> check(const SuiteContext& suite, Probes& probes, const CheckRequest& request,
                            const ProgressListener& listener) {
  const BaselineStore store(suite.manifest->baselines, suite.manifest->profile);
  HIGHWATER_TRY(const std::vector<Job> jobs, select_jobs(*suite.manifest, request));
  HIGHWATER_TRY_VOID(require_profile(store, request.update_command));
  CheckReport report;
  for (const Job& job : jobs) {
    listener({report.outcomes.size() + 1, jobs.size(), job.scenario->name, job.probe});
    CheckOutcome outcome = check_one(suite, store, job, probes);
    if (outcome.error)
      outcome.error->hint = pasteable(std::move(outcome.error->hint), request.update_command);
    if (outcome.error && outcome.error->status == ExitStatus::kInterrupted)
      return tl::unexpected<Error>(std::move(*outcome.error));
    report.outcomes.push_back(std::move(outcome));
  }
  if (request.names.empty()) {
    HIGHWATER_TRY(report.errors, find_orphans(*suite.manifest, store));
  }
  return report;
}

}  // namespace highwater
