// SPDX-License-Identifier: Apache-2.0
// A way to measure a command. The gate calls it; it knows nothing of baselines.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/process.h"
#include "injection/order.h"
#include "probe/live.h"
#include "result/measurement.h"

namespace highwater {

// Measurement::warnings, where address-space randomisation stayed on: a container's seccomp may forbid to
// turn it off. A hint, never a failure: requested bytes depend on addresses only through what the program
// makes of them.
inline constexpr char kRandomised[] =
    "address-space randomisation could not be turned off; numbers that depend on addresses (hash seeds) may "
    "vary "
    "between runs. In a container allow personality(2)";

// The same where the program's end was not that of all it had started: a daemon's numbers are its launcher's.
inline constexpr char kLeavesProcesses[] =
    "processes that the program started went on after it: what they did then is not in the numbers";

// Sites cost several times the counters: they are asked for where somebody will read them.
enum class Sites { kOff, kOn };

struct ProbeRequest {
  std::vector<std::string> command;
  std::vector<std::string> environment;  // the whole of it, as "NAME=value"
  std::string working_directory;         // empty: the caller's
  Stdio stdio = Stdio::kInherit;
  ProcessGroup group = ProcessGroup::kShared;
  Sites sites = Sites::kOff;
  std::optional<std::chrono::milliseconds> timeout;
  InjectionOrder injection{};  // of a selftest: what to do to the program besides
  LiveRequest live{};          // of `run`, with the counting probe: who looks at the command while it runs
};

// A run that gave numbers: they are there however the scenario ended.
struct ProbeRun {
  Measurement measurement;  // `scenario` and `context.{profile,compiler,revision}` are the caller's to fill
  ProcessOutcome outcome;
};

class Probe {
 public:
  virtual ~Probe() = default;
  virtual ProbeKind kind() const = 0;
  // Whether a request with Sites::kOn is answered with sites.
  virtual bool records_sites() const { return false; }
  // Measures one run. Errors: kUsage, the command cannot be started; kProbe, the probe is not there, could
  // not attach, or saw something that it cannot vouch for; kInterrupted. Numbers that cannot be trusted are
  // never returned. Thread safety: as the runner's.
  virtual Expected<ProbeRun> run(const ProbeRequest& request) = 0;
};

}  // namespace highwater
