// SPDX-License-Identifier: Apache-2.0
// Measures a command with n = 1, 2, 3, … in its arguments. Called by `run --repeat`.
#pragma once

#include <cstdint>
#include <functional>

#include "compare/repeated.h"
#include "probe/probe.h"

namespace highwater {

struct RepeatRequest {
  ProbeRequest run;        // its command with kRepeatPlace in it
  std::int64_t count = 0;  // n goes from 1 to this
};

struct Repetition {
  RepeatedRuns runs;
  ProcessOutcome outcome;  // how every one of them ended
};

// Errors: those of check_repeat() and of Probe::run; a run that ended otherwise than the first did, or was
// killed for its time (kScenario), since the numbers of a program that fails half-way say nothing about
// growth; an interruption (kInterrupted). `listener` is told n before each run.
Expected<Repetition> repeat(Probe& probe, const RepeatRequest& request,
                            const std::function<void(std::int64_t)>& listener);

}  // namespace highwater
