// SPDX-License-Identifier: Apache-2.0
#include "gate/repeat.h"

#include <fmt/format.h>

#include <utility>

namespace highwater {
namespace {

bool same_end(const ProcessOutcome& a, const ProcessOutcome& b) {
  return a.exit_code == b.exit_code && a.signal == b.signal;
}

}  // namespace

Expected<Repetition> repeat(Probe& probe, const RepeatRequest& request,
                            const std::function<void(std::int64_t)>& listener) {
  HIGHWATER_TRY_VOID(check_repeat(request.run.command, request.count));
  Repetition repetition;
  repetition.runs.command = request.run.command;
  repetition.runs.probe = probe.kind();
  const std::string& name = request.run.command.front();
  for (std::int64_t n = 1; n <= request.count; ++n) {
    listener(n);
    ProbeRequest once = request.run;
    once.command = with_n(request.run.command, n);
    HIGHWATER_TRY(ProbeRun run, probe.run(once));
    if (run.outcome.interrupted) return fail(ExitStatus::kInterrupted, fmt::format("{}: interrupted", name));
    if (run.outcome.timed_out)
      return fail(ExitStatus::kScenario,
                  fmt::format("{}: with n = {}: {}", name, n, describe_end(run.outcome)),
                  "raise --timeout, or repeat less often");
    if (n == 1) {
      repetition.outcome = std::move(run.outcome);
    } else if (!same_end(repetition.outcome, run.outcome)) {
      return fail(ExitStatus::kScenario,
                  fmt::format("{}: with n = {}: {}, with n = 1: {}", name, n, describe_end(run.outcome),
                              describe_end(repetition.outcome)),
                  "runs that do not end alike cannot be compared: run the command by itself with that n");
    }
    repetition.runs.runs.push_back({n, std::move(run.measurement)});
  }
  find_growth(repetition.runs);
  return repetition;
}

}  // namespace highwater
