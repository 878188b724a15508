// SPDX-License-Identifier: Apache-2.0
// A suite without processes: a manifest and baselines in a temporary folder, and a probe that gives the
// numbers it is told to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "baseline/store.h"
#include "gate/check.h"
#include "gate/update.h"

namespace highwater {

class FakeProbe final : public Probe {
 public:
  ProbeKind kind() const override { return kind_of_probe; }
  bool records_sites() const override { return kind_of_probe == ProbeKind::kCounting; }
  Expected<ProbeRun> run(const ProbeRequest& request) override {
    requests.push_back(request);
    const auto failing = errors.find(request.command.front());
    if (failing != errors.end()) return tl::unexpected<Error>(failing->second);
    ProbeRun run;
    run.measurement.probe = kind_of_probe;
    run.measurement.command = request.command;
    run.measurement.metrics = numbers[request.command.front()];
    run.measurement.peak_upper_bytes = run.measurement.metrics.peak_bytes;
    if (request.sites == Sites::kOn) {
      const auto refused = errors_with_sites.find(request.command.front());
      if (refused != errors_with_sites.end()) return tl::unexpected<Error>(refused->second);
      const auto other = numbers_with_sites.find(request.command.front());
      if (other != numbers_with_sites.end()) run.measurement.metrics = other->second;
      run.measurement.has_sites = true;
      run.measurement.sites.resize(1);
      run.measurement.sites[0].peak_bytes = run.measurement.metrics.peak_bytes;
      run.measurement.sites[0].frames.resize(1);
    }
    run.outcome.exit_code = exit_codes[request.command.front()];
    run.measurement.end.code = run.outcome.exit_code;
    return run;
  }

  ProbeKind kind_of_probe = ProbeKind::kCounting;
  std::map<std::string, Metrics> numbers;             // by the command's first word, as the rest
  std::map<std::string, Metrics> numbers_with_sites;  // where a run with sites gives others
  std::map<std::string, Error> errors_with_sites;
  std::map<std::string, int> exit_codes;
  std::map<std::string, Error> errors;
  std::vector<ProbeRequest> requests;  // what was asked for
};

class FakeSuite : public Probes {
 public:
  FakeSuite() {
    manifest.path = folder.path() + "/highwater.json";
    manifest.profile = "linux-test";
    manifest.baselines = folder.path() + "/baselines";
    manifest.results = folder.path() + "/results";
    massif.kind_of_probe = ProbeKind::kMassif;
  }
  Probe& get(ProbeKind kind) override { return kind == ProbeKind::kCounting ? counting : massif; }

  // A scenario whose command is its own name, measuring the same with both probes.
  void add(const std::string& name, std::int64_t peak, std::vector<std::string> probes = {"counting"}) {
    Scenario scenario;
    scenario.name = name;
    scenario.command = {name};
    scenario.probes = std::move(probes);
    manifest.scenarios.push_back(scenario);
    set_peak(name, peak);
  }
  void set_peak(const std::string& name, std::int64_t peak) {
    const Metrics metrics = {.peak_bytes = peak,
                             .retained_bytes = 0,
                             .retained_blocks = 0,
                             .allocated_bytes = peak,
                             .allocations = 10,
                             .peak_rss_bytes = std::nullopt};
    counting.numbers[name] = metrics;
    massif.numbers[name] = metrics;
  }
  SuiteContext context() const { return {.manifest = &manifest, .revision = "abc"}; }
  Expected<CheckReport> run_check(const CheckRequest& request = {}) {
    return check(context(), *this, request, [](const Progress&) {});
  }
  Expected<std::vector<UpdateOutcome>> run_update(const std::string& reason,
                                                  std::vector<std::string> names = {}) {
    return update(context(), *this, {.names = std::move(names), .reason = reason}, [](const Progress&) {});
  }
  Baseline baseline(const std::string& name) const {
    return *BaselineStore(manifest.baselines, manifest.profile).load(name);
  }

  TemporaryDirectory folder = *TemporaryDirectory::create("highwater-gate-test");
  Manifest manifest;
  FakeProbe counting;
  FakeProbe massif;
};

}  // namespace highwater
