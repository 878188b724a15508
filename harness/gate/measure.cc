// SPDX-License-Identifier: Apache-2.0
#include "gate/measure.h"

#include <fmt/format.h>

#include "analysis/region_growth.h"
#include "compare/gated_numbers.h"
#include "probe/environment_list.h"
#include "suite/sized_command.h"

namespace highwater {
namespace {

// Nothing of the caller's environment reaches a checked scenario: its length alone moves the numbers of a
// program that copies it, and locale, time zone and home folder change what libraries allocate.
std::vector<std::string> fixed_environment(const Scenario& scenario) {
  std::vector<std::string> environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/", "LC_ALL=C",
                                          "TZ=UTC"};
  for (const auto& [name, value] : scenario.environment) set_variable(environment, name, value);
  return environment;
}

std::optional<Error> failure_of(const Scenario& scenario, const std::vector<std::string>& command,
                                ProbeKind probe, const ProcessOutcome& outcome) {
  if (!outcome.timed_out && outcome.exit_code == 0) return std::nullopt;
  const std::string who = fmt::format("{} ({})", scenario.name, name_of(probe));
  if (outcome.timed_out)
    return Error{ExitStatus::kScenario, fmt::format("{}: time-out after {} s", who, scenario.timeout.count()),
                 "does it hang? otherwise raise TIMEOUT of highwater_add_scenario, or \"timeout_seconds\" in "
                 "the manifest"};
  return Error{ExitStatus::kScenario, fmt::format("{}: the scenario failed: {}", who, describe_end(outcome)),
               "run its command by itself: " + fmt::format("{}", fmt::join(command, " "))};
}

std::string printed(const ProcessOutcome& outcome) {
  std::string text = outcome.standard_output.tail;
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text + outcome.standard_error.tail;
}

}  // namespace

std::vector<ProbeKind> probes_of(const Scenario& scenario) {
  std::vector<ProbeKind> kinds;
  for (const std::string& name : scenario.probes)
    if (const std::optional<ProbeKind> kind = probe_named(name)) kinds.push_back(*kind);
  return kinds;
}

namespace {

Expected<ScenarioRun> measure_once(const SuiteContext& suite, const Scenario& scenario,
                                   const std::vector<std::string>& command, Probe& probe, Sites sites,
                                   const InjectionOrder& injection) {
  ProbeRequest request;
  request.command = command;
  request.environment = fixed_environment(scenario);
  request.working_directory = scenario.working_directory;
  request.stdio = Stdio::kCapture;
  request.group = ProcessGroup::kOwn;
  request.sites = sites;
  request.timeout = scenario.timeout;
  request.injection = injection;
  Expected<ProbeRun> probed = probe.run(request);
  if (!probed) {
    // A probe knows the command, which several scenarios may share.
    Error error = std::move(probed).error();
    error.what = fmt::format("{} ({}): {}", scenario.name, name_of(probe.kind()), error.what);
    return tl::unexpected<Error>(std::move(error));
  }
  ScenarioRun run;
  run.measurement = std::move(probed->measurement);
  run.measurement.scenario = scenario.name;
  run.measurement.context.profile = suite.manifest->profile;
  run.measurement.context.compiler = suite.manifest->compiler;
  run.measurement.context.revision = suite.revision;
  add_growth(run.measurement);
  run.failure = failure_of(scenario, command, probe.kind(), probed->outcome);
  run.output = printed(probed->outcome);
  run.elapsed = probed->outcome.elapsed;
  return run;
}

// Smallest first: what fails, or takes too long, does so early.
Expected<ScenarioRun> measure_sizes(const SuiteContext& suite, const Scenario& scenario, Probe& probe,
                                    const InjectionOrder& injection) {
  std::vector<SizedMetrics> sizes;
  std::chrono::milliseconds elapsed{0};
  for (const std::int64_t size : scenario.sizes) {
    HIGHWATER_TRY(ScenarioRun run, measure_once(suite, scenario, sized_command(scenario.command, size), probe,
                                                Sites::kOff, injection));
    elapsed += run.elapsed;
    run.elapsed = elapsed;
    if (run.failure) {
      run.failure->what += fmt::format(" (at size {})", size);
      return run;
    }
    HIGHWATER_TRY(const GatedNumbers numbers, gated_numbers(run.measurement, scenario.region));
    sizes.push_back({size, numbers.metrics});
    if (size != scenario.sizes.back()) continue;
    run.measurement.sizes = std::move(sizes);
    return run;
  }
  return fail(ExitStatus::kUsage, scenario.name + ": no sizes");  // not called without
}

}  // namespace

Expected<ScenarioRun> measure(const SuiteContext& suite, const Scenario& scenario, Probe& probe, Sites sites,
                              const InjectionOrder& injection) {
  if (scenario.sizes.empty()) return measure_once(suite, scenario, scenario.command, probe, sites, injection);
  if (sites == Sites::kOff && probe.kind() == probes_of(scenario).front())
    return measure_sizes(suite, scenario, probe, injection);
  return measure_once(suite, scenario, sized_command(scenario.command, scenario.sizes.back()), probe, sites,
                      injection);
}

Expected<std::vector<ScenarioRun>> measure_repeatedly(const SuiteContext& suite, const Scenario& scenario,
                                                      Probe& probe, int runs) {
  std::vector<ScenarioRun> all;
  for (int i = 0; i < runs && (all.empty() || !all.back().failure); ++i) {
    HIGHWATER_TRY(ScenarioRun run, measure(suite, scenario, probe, Sites::kOff));
    all.push_back(std::move(run));
  }
  return all;
}

}  // namespace highwater
