// SPDX-License-Identifier: Apache-2.0
#include "gate/update.h"

#include <fmt/format.h>

#include "baseline/store.h"
#include "compare/review.h"
#include "gate/accepting.h"
#include "gate/results_store.h"
#include "gate/spread_notes.h"
#include "suite/selection.h"

namespace highwater {
namespace {

// A change without a reason cannot be reviewed; found out before minutes of measuring.
Expected<void> require_reason(const BaselineStore& store, const std::vector<const Scenario*>& scenarios,
                              const std::string& reason) {
  if (!is_blank(reason)) return {};
  std::vector<std::string> fresh;
  std::size_t known = 0;
  for (const Scenario* scenario : scenarios) {
    HIGHWATER_TRY(const std::optional<Baseline> baseline, store.find(scenario->name));
    if (baseline) {
      ++known;
    } else {
      fresh.push_back(scenario->name);
    }
  }
  if (known == 0) return {};
  std::string hint = "say why the numbers change: --reason \"…\", or HIGHWATER_REASON='…' in the environment";
  if (!fresh.empty()) hint += fmt::format("; without one, name only what is new: {}", fmt::join(fresh, " "));
  return fail(
      ExitStatus::kUsage,
      fmt::format(
          "{} of the {} selected scenarios have a baseline already, and no reason was given to change it",
          known, scenarios.size()),
      std::move(hint));
}

class Updater {
 public:
  Updater(const SuiteContext& suite, Probes& probes, const BaselineStore& store, const UpdateRequest& request,
          const ProgressListener& listener, std::size_t count)
      : suite_(suite),
        probes_(probes),
        store_(store),
        reason_(request.reason),
        runs_(request.runs),
        listener_(listener),
        count_(count) {}

  UpdateOutcome update_one(const Scenario& scenario) {
    UpdateOutcome outcome{.scenario = scenario.name,
                          .acceptance = std::nullopt,
                          .error = std::nullopt,
                          .output = {},
                          .notes = {}};
    Expected<Acceptance> acceptance = accept_one(scenario, outcome);
    if (acceptance) {
      outcome.acceptance = std::move(*acceptance);
    } else {
      outcome.error = std::move(acceptance).error();
    }
    return outcome;
  }

 private:
  Expected<Acceptance> accept_one(const Scenario& scenario, UpdateOutcome& outcome) {
    HIGHWATER_TRY(const std::optional<Baseline> old, store_.find(scenario.name));
    std::vector<Measurement> measurements;
    std::vector<Measurement> repeats;  // of the first probe
    for (const ProbeKind probe : probes_of(scenario)) {
      listener_({++number_, count_, scenario.name, probe});
      const bool is_primary = measurements.empty();
      HIGHWATER_TRY(std::vector<ScenarioRun> runs,
                    measure_repeatedly(suite_, scenario, probes_.get(probe), is_primary ? runs_ : 1));
      if (runs.back().failure) {
        outcome.output = std::move(runs.back().output);
        return tl::unexpected<Error>(*std::move(runs.back().failure));
      }
      measurements.push_back(std::move(runs.front().measurement));
      for (std::size_t i = 1; i < runs.size(); ++i) repeats.push_back(std::move(runs[i].measurement));
    }
    AcceptRequest request = accept_request(scenario, store_.profile(), std::move(measurements));
    request.repeats = std::move(repeats);
    request.reason = !is_blank(reason_) ? reason_ : kFirstReason;
    HIGHWATER_TRY(Acceptance acceptance, accept(old, request));
    HIGHWATER_TRY(const bool has_news, complete(scenario, request.measurements, acceptance, outcome));
    for (Measurement& measurement : request.measurements) {
      // First baselines keep the largest sites themselves, and nobody asks yet what grew. All sites of
      // thousands of tests that each have thousands would be gigabytes in a build folder.
      if (!old) measurement.has_sites = false;
      HIGHWATER_TRY_VOID(save_result(*suite_.manifest, measurement));
    }
    // Last: where there is an error, the baseline is as it was.
    if (has_news) HIGHWATER_TRY_VOID(store_.save(acceptance.baseline));
    return acceptance;
  }

  // Adds what a run with sites says. A baseline from before there were sites gets them, and keeps its numbers
  // and its reason. Whether the baseline has anything to save.
  Expected<bool> complete(const Scenario& scenario, std::vector<Measurement>& measurements,
                          Acceptance& acceptance, UpdateOutcome& outcome) {
    Baseline& baseline = acceptance.baseline;
    const bool lacks_sites = baseline.sites.empty();
    if (acceptance.changed || lacks_sites) {
      HIGHWATER_TRY(std::vector<BaselineSite> sites,
                    record_sites(suite_, scenario, probes_, measurements, outcome.notes));
      if (acceptance.changed || !sites.empty()) baseline.sites = std::move(sites);
      // Of the program that gave the numbers; where they are older, nobody knows what it was linked with.
      if (acceptance.changed) baseline.context.libraries = libraries_of(measurements);
    }
    if (acceptance.changed || acceptance.completed) {
      HIGHWATER_TRY_VOID(
          add_spread_notes(suite_, scenario, probes_, measurements.front(), baseline, outcome.notes));
    }
    const bool has_got_sites = !acceptance.changed && lacks_sites && !baseline.sites.empty();
    if (has_got_sites) outcome.notes.emplace_back("the baseline now has its largest call sites");
    if (acceptance.completed) outcome.notes.emplace_back("the baseline now says how far its numbers vary");
    return acceptance.changed || acceptance.completed || has_got_sites;
  }

  const SuiteContext& suite_;
  Probes& probes_;
  const BaselineStore& store_;
  const std::string& reason_;
  const int runs_;
  const ProgressListener& listener_;
  std::size_t count_;
  std::size_t number_ = 0;
};

}  // namespace

Expected<std::vector<UpdateOutcome>> update(const SuiteContext& suite, Probes& probes,
                                            const UpdateRequest& request, const ProgressListener& listener) {
  const BaselineStore store(suite.manifest->baselines, suite.manifest->profile);
  HIGHWATER_TRY(const std::vector<const Scenario*> scenarios, select(*suite.manifest, request.names));
  HIGHWATER_TRY_VOID(require_reason(store, scenarios, request.reason));
  HIGHWATER_TRY(const UpdateLock lock, store.lock());
  std::size_t count = 0;
  for (const Scenario* scenario : scenarios) count += scenario->probes.size();
  Updater updater(suite, probes, store, request, listener, count);
  std::vector<UpdateOutcome> outcomes;
  for (const Scenario* scenario : scenarios) {
    UpdateOutcome outcome = updater.update_one(*scenario);
    if (outcome.error && outcome.error->status == ExitStatus::kInterrupted)
      return tl::unexpected<Error>(std::move(*outcome.error));
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace highwater
