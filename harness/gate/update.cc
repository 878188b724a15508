// SPDX-License-Identifier: Apache-2.0
#include "gate/update.h"

#include <fmt/format.h>

#include "baseline/store.h"
#include "gate/accepting.h"
#include "gate/results_store.h"
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
    std::vector<Measurement> measurements;
    for (const ProbeKind probe : probes_of(scenario)) {
      listener_({++number_, count_, scenario.name, probe});
      HIGHWATER_TRY(ScenarioRun run, measure(suite_, scenario, probes_.get(probe), Sites::kOff));
      if (run.failure) {
        outcome.output = std::move(run.output);
        return tl::unexpected<Error>(*std::move(run.failure));
      }
      measurements.push_back(std::move(run.measurement));
    }
    AcceptRequest request = accept_request(scenario, store_.profile(), std::move(measurements));
    request.reason = !reason_.empty() ? reason_ : kFirstReason;
    HIGHWATER_TRY(Acceptance acceptance, accept(old, request));
    // A baseline from before there were sites gets them, and keeps its numbers and its reason.
    if (acceptance.changed || acceptance.baseline.sites.empty()) {
      HIGHWATER_TRY(std::vector<BaselineSite> sites,
                    record_sites(suite_, scenario, probes_, request.measurements, outcome.notes));
      if (acceptance.changed || !sites.empty()) {
        if (!acceptance.changed) outcome.notes.emplace_back("the baseline now has its largest call sites");
        acceptance.baseline.sites = std::move(sites);
        HIGHWATER_TRY_VOID(store_.save(acceptance.baseline));
      }
    }
    for (const Measurement& measurement : request.measurements)
      HIGHWATER_TRY_VOID(save_result(*suite_.manifest, measurement));
    return acceptance;
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
