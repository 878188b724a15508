// SPDX-License-Identifier: Apache-2.0
#include "gate/update.h"

#include <fmt/format.h>

#include "baseline/store.h"
#include "compare/gated_numbers.h"
#include "gate/results_store.h"
#include "gate/sites_run.h"
#include "suite/selection.h"

namespace highwater {
namespace {

// A change without a reason cannot be reviewed; found out before minutes of measuring.
Expected<void> require_reason(const BaselineStore& store, const std::vector<const Scenario*>& scenarios,
                              const std::string& reason) {
  if (!reason.empty()) return {};
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

// Of the first measurement that knows them: all are of one program.
std::map<std::string, std::string> libraries_of(const std::vector<Measurement>& measurements) {
  for (const Measurement& measurement : measurements)
    if (!measurement.context.libraries.empty()) return measurement.context.libraries;
  return {};
}

class Updater {
 public:
  Updater(const SuiteContext& suite, Probes& probes, const BaselineStore& store, const std::string& reason,
          const ProgressListener& listener, std::size_t count)
      : suite_(suite), probes_(probes), store_(store), reason_(reason), listener_(listener), count_(count) {}

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
    AcceptRequest request;
    request.scenario = scenario.name;
    request.profile = store_.profile();
    request.region = scenario.region;
    request.tolerances = declared_tolerances(scenario);
    request.reason = !reason_.empty() ? reason_ : kFirstReason;
    for (const ProbeKind probe : probes_of(scenario)) {
      listener_({++number_, count_, scenario.name, probe});
      HIGHWATER_TRY(ScenarioRun run, measure(suite_, scenario, probes_.get(probe), Sites::kOff));
      if (run.failure) {
        outcome.output = std::move(run.output);
        return tl::unexpected<Error>(*std::move(run.failure));
      }
      request.measurements.push_back(std::move(run.measurement));
    }
    // What every probe's measurement says of its surroundings, together.
    for (const Measurement& measurement : request.measurements)
      for (const ContextField& field : kContextFields)
        if ((request.context.*field.member).empty())
          request.context.*field.member = measurement.context.*field.member;
    HIGHWATER_TRY(Acceptance acceptance, accept(old, request));
    // A baseline from before there were sites gets them, and keeps its numbers and its reason.
    if (acceptance.changed || acceptance.baseline.sites.empty()) {
      HIGHWATER_TRY(std::vector<BaselineSite> sites, record_sites(scenario, request.measurements, outcome));
      if (acceptance.changed || !sites.empty()) {
        if (!acceptance.changed) outcome.notes.emplace_back("the baseline now has its largest call sites");
        acceptance.baseline.sites = std::move(sites);
        // Of the program that gave the numbers; where they are older, nobody knows what it was linked with.
        if (acceptance.changed) acceptance.baseline.context.libraries = libraries_of(request.measurements);
        HIGHWATER_TRY_VOID(store_.save(acceptance.baseline));
      }
    }
    for (const Measurement& measurement : request.measurements)
      HIGHWATER_TRY_VOID(save_result(*suite_.manifest, measurement));
    return acceptance;
  }

  // Runs the scenario once more with sites, which the measurement of that probe gets too; those that the
  // baseline is to keep. None where no probe could record any; a note says why.
  Expected<std::vector<BaselineSite>> record_sites(const Scenario& scenario,
                                                   std::vector<Measurement>& measurements,
                                                   UpdateOutcome& outcome) {
    std::vector<BaselineSite> sites;
    for (Measurement& measurement : measurements) {
      Probe* const recorder = sites_recorder(scenario, probes_.get(measurement.probe), std::nullopt, probes_);
      if (recorder == nullptr) continue;
      HIGHWATER_TRY(const std::optional<std::string> note,
                    add_sites(suite_, scenario, *recorder, measurement));
      if (note) outcome.notes.push_back(*note);
      if (sites.empty()) sites = largest_sites_of(gated_sites(measurement, scenario.region));
    }
    return sites;
  }

  const SuiteContext& suite_;
  Probes& probes_;
  const BaselineStore& store_;
  const std::string& reason_;
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
  Updater updater(suite, probes, store, request.reason, listener, count);
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
