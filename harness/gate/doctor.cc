// SPDX-License-Identifier: Apache-2.0
#include "gate/doctor.h"

#include <fmt/format.h>

namespace highwater {
namespace {

// A program that every system has and that ends at once.
constexpr const char* kProgram = "true";

Finding try_probe(Probe& probe) {
  ProbeRequest request;
  request.command = {kProgram};
  request.environment = {"PATH=/usr/local/bin:/usr/bin:/bin"};
  request.stdio = Stdio::kCapture;
  request.group = ProcessGroup::kOwn;
  request.timeout = std::chrono::seconds(60);
  const std::string subject = fmt::format("{} probe", name_of(probe.kind()));
  const Expected<ProbeRun> run = probe.run(request);
  if (!run) return {Finding::Grade::kMissing, subject, run.error().what, run.error().hint};
  const Context& context = run->measurement.context;
  return {Finding::Grade::kOk,
          subject,
          fmt::format("attached to `{}` in {} ms{}", kProgram, run->outcome.elapsed.count(),
                      context.valgrind.empty() ? "" : ", " + context.valgrind),
          {}};
}

Finding try_randomisation(ProcessRunner& runner) {
  ProcessSpec spec;
  spec.argv = {kProgram};
  spec.environment = {"PATH=/usr/local/bin:/usr/bin:/bin"};
  spec.stdio = Stdio::kCapture;
  spec.aslr = Aslr::kOff;
  const Expected<ProcessOutcome> outcome = runner.run(spec);
  if (outcome && outcome->aslr_off)
    return {Finding::Grade::kOk, "address-space randomisation", "can be turned off for scenarios", {}};
  return {Finding::Grade::kHint, "address-space randomisation", "cannot be turned off here",
          "numbers that depend on addresses (hash seeds) may vary; in a container allow personality(2)"};
}

Finding try_git(ProcessRunner& runner) {
  ProcessSpec spec;
  spec.argv = {"git", "--version"};
  spec.environment = {"PATH=/usr/local/bin:/usr/bin:/bin"};
  spec.stdio = Stdio::kCapture;
  const Expected<ProcessOutcome> outcome = runner.run(spec);
  if (!outcome || outcome->exit_code != 0)
    return {Finding::Grade::kHint, "git", "is not there",
            "results will not name the revision they belong to"};
  std::string version = outcome->standard_output.tail;
  version.erase(version.find_last_not_of(" \n") + 1);
  return {Finding::Grade::kOk, "git", version, {}};
}

Finding describe_system() {
  const Context context = system_context();
  return {Finding::Grade::kOk, "system", fmt::format("{}, {}", context.kernel, context.libc), {}};
}

}  // namespace

std::vector<Finding> examine(ProcessRunner& runner, Probes& probes) {
  return {describe_system(), try_probe(probes.get(ProbeKind::kCounting)),
          try_probe(probes.get(ProbeKind::kMassif)), try_randomisation(runner), try_git(runner)};
}

ExitStatus status_of(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings)
    if (finding.grade == Finding::Grade::kMissing) return ExitStatus::kProbe;
  return ExitStatus::kOk;
}

}  // namespace highwater
