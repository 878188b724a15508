// SPDX-License-Identifier: Apache-2.0
// The probe that runs a scenario under Valgrind's massif, for the gate and for `highwater run --probe
// massif`. Slower by a factor of 20 to 100 than the counting probe, and independent of it.
#pragma once

#include <string>

#include "probe/probe.h"

namespace highwater {

class MassifProbe final : public Probe {
 public:
  // BORROWS: runner, which outlives the probe. `shim`: the path of libhighwater_massif_shim.so.
  MassifProbe(ProcessRunner& runner, std::string shim) : runner_(runner), shim_(std::move(shim)) {}

  ProbeKind kind() const override { return ProbeKind::kMassif; }

  // Numbers are there however the program ended by itself: exit, _exit, abort, a fatal signal. Errors, beside
  // those of Probe::run: kScenario after a time-out, since Valgrind, killed, leaves nothing.
  Expected<ProbeRun> run(const ProbeRequest& request) override;

  // "3.19.0". Asked once. Error: kProbe, absent or not working.
  Expected<std::string> valgrind_version(const std::vector<std::string>& environment);

 private:
  ProcessRunner& runner_;
  std::string shim_;
  std::string version_;  // empty until asked
};

}  // namespace highwater
