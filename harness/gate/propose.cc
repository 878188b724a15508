// SPDX-License-Identifier: Apache-2.0
#include "gate/propose.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "baseline/digest.h"
#include "baseline/store.h"
#include "compare/gated_numbers.h"
#include "gate/accepting.h"
#include "gate/reviewed_change.h"
#include "suite/selection.h"

namespace highwater {
namespace {

using Outcomes = std::vector<const CheckOutcome*>;

Outcomes outcomes_of(const CheckReport* report, const std::string& scenario) {
  Outcomes outcomes;
  if (report == nullptr) return outcomes;
  for (const CheckOutcome& outcome : report->outcomes)
    if (outcome.scenario == scenario) outcomes.push_back(&outcome);
  return outcomes;
}

// A new baseline is what helps: it is out of tolerance, or there is none that can be used.
bool needs_baseline(const CheckOutcome& outcome) {
  if (outcome.comparison) return outcome.comparison->worst != Verdict::kPass;
  return outcome.error && outcome.error->status == ExitStatus::kBaseline;
}

// What was measured and may be accepted: a scenario that failed has numbers as well.
const Measurement* measured_by(const Outcomes& outcomes, ProbeKind probe) {
  for (const CheckOutcome* outcome : outcomes) {
    const bool is_sound =
        outcome->comparison || (outcome->error && outcome->error->status == ExitStatus::kBaseline);
    if (outcome->probe == probe && outcome->measurement && is_sound) return &*outcome->measurement;
  }
  return nullptr;
}

class Proposer {
 public:
  Proposer(const SuiteContext& suite, Probes& probes, const CheckReport* report,
           const ProgressListener& listener)
      : suite_(suite),
        probes_(probes),
        report_(report),
        listener_(listener),
        store_(suite.manifest->baselines, suite.manifest->profile) {
    proposed_.proposal.suite = suite_of(suite.manifest->baselines);
    proposed_.proposal.profile = suite.manifest->profile;
    proposed_.proposal.revision = suite.revision;
  }

  Expected<Proposed> propose(const std::vector<const Scenario*>& scenarios) {
    for (const Scenario* scenario : scenarios) {
      const Outcomes outcomes = outcomes_of(report_, scenario->name);
      const bool wanted = report_ == nullptr ||
                          std::any_of(outcomes.begin(), outcomes.end(),
                                      [](const CheckOutcome* outcome) { return needs_baseline(*outcome); });
      if (!wanted) continue;
      const Expected<void> done = propose_one(*scenario, outcomes);
      if (done) continue;
      if (done.error().status == ExitStatus::kInterrupted) return tl::unexpected<Error>(done.error());
      note(*scenario, "no proposal: " + done.error().what);
    }
    return std::move(proposed_);
  }

 private:
  void note(const Scenario& scenario, const std::string& text) {
    proposed_.proposal.notes.push_back(scenario.name + ": " + text);
  }

  Expected<std::vector<Measurement>> measurements_of(const Scenario& scenario, const Outcomes& outcomes) {
    std::vector<Measurement> measurements;
    const std::vector<ProbeKind> kinds = probes_of(scenario);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (const Measurement* known = measured_by(outcomes, kinds[i])) {
        measurements.push_back(*known);
        continue;
      }
      listener_({i + 1, kinds.size(), scenario.name, kinds[i]});
      HIGHWATER_TRY(ScenarioRun run, measure(suite_, scenario, probes_.get(kinds[i]), Sites::kOff));
      if (run.failure) return tl::unexpected<Error>(*std::move(run.failure));
      measurements.push_back(std::move(run.measurement));
    }
    return measurements;
  }

  Expected<void> propose_one(const Scenario& scenario, const Outcomes& outcomes) {
    HIGHWATER_TRY(const std::optional<Baseline> old, store_.find(scenario.name));
    HIGHWATER_TRY(std::vector<Measurement> measurements, measurements_of(scenario, outcomes));
    AcceptRequest request = accept_request(scenario, store_.profile(), std::move(measurements));
    request.reason = kProposedReason;
    HIGHWATER_TRY(Acceptance acceptance, accept(old, request));
    for (const OverLimit& over : acceptance.over_limit)
      note(scenario, fmt::format("{} ({}) is {}, above the hard limit of {}, which only a person lifts",
                                 name_of(over.metric), name_of(over.probe), over.now, over.limit));
    if (!acceptance.changed) return {};
    std::vector<std::string> notes;
    HIGHWATER_TRY(acceptance.baseline.sites,
                  record_sites(suite_, scenario, probes_, request.measurements, notes));
    acceptance.baseline.context.libraries = libraries_of(request.measurements);
    for (const std::string& text : notes) note(scenario, text);
    ProposalChange change;
    if (old) {
      HIGHWATER_TRY(change.before, read_file(store_.path_of(scenario.name)));
    }
    ProposedBaseline proposed;
    proposed.baseline = with_digest(std::move(acceptance.baseline));
    if (old) proposed.replaces = fingerprint_of(*old);
    if (old) proposed.replaced_revision = old->context.revision;
    for (const Measurement& measurement : request.measurements) {
      HIGHWATER_TRY(const GatedNumbers numbers, gated_numbers(measurement, scenario.region));
      for (const auto& [metric, gated] : proposed.baseline.metrics)
        if (has(numbers.metrics, metric))
          proposed.measured[measurement.probe][metric] = value_of(numbers.metrics, metric);
    }
    change.table = reviewed_change(old, proposed.baseline);
    change.table.step.reason.clear();  // nobody has given one yet
    proposed_.changes.push_back(std::move(change));
    proposed_.proposal.baselines.push_back(std::move(proposed));
    return {};
  }

  const SuiteContext& suite_;
  Probes& probes_;
  const CheckReport* report_;
  const ProgressListener& listener_;
  BaselineStore store_;
  Proposed proposed_;
};

}  // namespace

Expected<Proposed> propose(const SuiteContext& suite, Probes& probes, const std::vector<std::string>& names,
                           const CheckReport* report, const ProgressListener& listener) {
  HIGHWATER_TRY(const std::vector<const Scenario*> scenarios, select(*suite.manifest, names));
  return Proposer(suite, probes, report, listener).propose(scenarios);
}

}  // namespace highwater
