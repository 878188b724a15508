// SPDX-License-Identifier: Apache-2.0
#include "gate/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "baseline/store.h"
#include "compare/accept.h"
#include "compare/median_run.h"
#include "compare/variation.h"
#include "compare/waiving.h"
#include "gate/results_store.h"
#include "gate/sites_run.h"
#include "gate/usable_waivers.h"
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

// One scenario with one probe. Numbers first, then, of a failure, their sites: the one result file is written
// with what there is each time.
class OneCheck {
 public:
  OneCheck(const SuiteContext& suite, const BaselineStore& store, const Job& job, const CheckRequest& request,
           const Waivers& waivers, Probes& probes)
      : suite_(suite),
        store_(store),
        scenario_(*job.scenario),
        probe_(probes.get(job.probe)),
        probes_(probes),
        update_command_(request.update_command),
        only_(request.probe),
        runs_(request.runs) {
    outcome_.scenario = scenario_.name;
    outcome_.probe = job.probe;
    outcome_.region = scenario_.region;
    outcome_.payload_bytes = scenario_.payload_bytes;
    outcome_.waivers = covering(waivers, scenario_.name, store.profile(), job.probe);
    outcome_.today = request.today;
    outcome_.shard = request.shard;
  }

  // Errors: an interruption (kInterrupted). Any other is the outcome's.
  Expected<CheckOutcome> run() {
    HIGHWATER_TRY_VOID(note_failure(measured()));
    save();
    if (outcome_.comparison && outcome_.comparison->worst == Verdict::kRegression) {
      HIGHWATER_TRY_VOID(explain());
      save();
    }
    return std::move(outcome_);
  }

 private:
  Expected<void> measured() {
    // Before the run, which may take minutes: without a baseline there is nothing to find out.
    HIGHWATER_TRY(outcome_.baseline, store_.load(scenario_.name));
    HIGHWATER_TRY(std::vector<ScenarioRun> runs, measure_repeatedly(suite_, scenario_, probe_, runs_));
    outcome_.notes = stale_tolerances(scenario_, *outcome_.baseline);
    std::vector<Measurement> measurements;
    for (ScenarioRun& run : runs) {
      outcome_.elapsed += run.elapsed;
      measurements.push_back(std::move(run.measurement));
    }
    if (runs.back().failure) {
      outcome_.measurement = std::move(measurements.back());
      outcome_.output = std::move(runs.back().output);
      return tl::unexpected<Error>(*std::move(runs.back().failure));
    }
    for (std::string& note : unexpected_spread(*outcome_.baseline, measurements, scenario_.region))
      outcome_.notes.push_back(std::move(note));
    outcome_.measurement = median_run(std::move(measurements));
    judge(outcome_);
    if (outcome_.error) make_pasteable(*outcome_.error);
    return {};
  }

  Expected<void> note_failure(const Expected<void>& result) {
    if (result) return {};
    if (result.error().status == ExitStatus::kInterrupted) return result;
    outcome_.error = result.error();
    make_pasteable(*outcome_.error);
    return {};
  }

  Expected<void> explain() {
    Probe* const recorder = sites_recorder(scenario_, probe_, only_, probes_);
    if (recorder == nullptr) return {};
    HIGHWATER_TRY(const std::optional<std::string> note,
                  add_sites(suite_, scenario_, *recorder, *outcome_.measurement));
    if (note) outcome_.notes.push_back(*note);
    judge(outcome_);
    return {};
  }

  // The layers below know neither how the command was called nor the manifest: what they call "highwater
  // update" becomes the command that can be pasted.
  void make_pasteable(Error& error) const {
    constexpr std::string_view kNamed = "highwater update";
    const std::size_t at = error.hint.find(kNamed);
    if (at != std::string::npos) error.hint.replace(at, kNamed.size(), update_command_);
  }

  // A result that cannot be kept is a failure of its own, for reports are made from it.
  void save() {
    const Expected<void> saved = save_result(*suite_.manifest, outcome_);
    if (saved || outcome_.error) return;
    outcome_.error = saved.error();
    judge(outcome_);
  }

  const SuiteContext& suite_;
  const BaselineStore& store_;
  const Scenario& scenario_;
  Probe& probe_;
  Probes& probes_;
  const std::string& update_command_;
  std::optional<ProbeKind> only_;
  int runs_;
  CheckOutcome outcome_;
};

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
  HIGHWATER_TRY(const Waivers waivers, usable_waivers(*suite.manifest, store));
  HIGHWATER_TRY_VOID(require_profile(store, request.update_command));
  CheckReport report;
  for (const Job& job : jobs) {
    listener({report.outcomes.size() + 1, jobs.size(), job.scenario->name, job.probe});
    HIGHWATER_TRY(CheckOutcome outcome, OneCheck(suite, store, job, request, waivers, probes).run());
    report.outcomes.push_back(std::move(outcome));
  }
  if (request.names.empty() || request.orphans == Orphans::kFind) {
    HIGHWATER_TRY(report.errors, find_orphans(*suite.manifest, store));
  }
  return report;
}

}  // namespace highwater
