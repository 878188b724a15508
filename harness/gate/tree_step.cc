// SPDX-License-Identifier: Apache-2.0
#include "gate/tree_step.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/terminal.h"
#include "vcs/git_command.h"

namespace highwater {
namespace {

constexpr std::size_t kOutput = 2000;  // of a failed build: its last words

Expected<void> build(ProcessRunner& runner, const TreeStep& step, ProcessGroup group) {
  ProcessSpec spec;
  spec.argv = {"sh", "-c", step.build};
  spec.environment = git_environment();  // of the tree, not of a bisection around it
  spec.working_directory = step.tree;
  spec.stdio = Stdio::kCapture;
  spec.group = group;
  HIGHWATER_TRY(const ProcessOutcome outcome, runner.run(spec));
  if (outcome.interrupted) return fail(ExitStatus::kInterrupted, "interrupted");
  if (outcome.exit_code == 0) return {};
  std::string said = outcome.standard_output.tail + outcome.standard_error.tail;
  if (said.size() > kOutput) said.erase(0, said.size() - kOutput);
  while (!said.empty() && said.back() == '\n') said.pop_back();
  return fail(ExitStatus::kScenario,
              fmt::format("the build failed: {}: {}", describe_end(outcome), printable(said)),
              fmt::format("it was run at the top of a new work tree: {}", printable(step.build)));
}

}  // namespace

Expected<TreeMeasurement> build_and_measure(ProcessRunner& runner, Probes& probes, const TreeStep& step,
                                            ProcessGroup build_group, Sites sites) {
  HIGHWATER_TRY_VOID(build(runner, step, build_group));
  HIGHWATER_TRY(const Manifest manifest, load_manifest(step.tree + "/" + step.manifest));
  const auto scenario = std::find_if(manifest.scenarios.begin(), manifest.scenarios.end(),
                                     [&](const Scenario& known) { return known.name == step.scenario; });
  if (scenario == manifest.scenarios.end())
    return fail(ExitStatus::kUsage,
                fmt::format("{}: there is no scenario \"{}\"", step.manifest, printable(step.scenario)),
                "`highwater list` shows all there are; one that did not exist yet cannot be measured");
  const ProbeKind probe = step.probe.value_or(probes_of(*scenario).front());
  const SuiteContext suite{.manifest = &manifest, .revision = {}};
  HIGHWATER_TRY(ScenarioRun run, measure(suite, *scenario, probes.get(probe), sites));
  if (run.failure) return tl::unexpected<Error>(*std::move(run.failure));
  return TreeMeasurement{
      .measurement = std::move(run.measurement), .scenario = *scenario, .profile = manifest.profile};
}

}  // namespace highwater
