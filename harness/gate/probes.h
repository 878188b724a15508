// SPDX-License-Identifier: Apache-2.0
// The probes of this installation, by kind.
#pragma once

#include <string>

#include "base/process.h"
#include "probe/counting_probe.h"
#include "probe/massif_probe.h"

namespace highwater {

// Where the preloaded libraries are: ../lib/highwater beside the folder of the running executable, in the
// build tree as in the installed one.
std::string library_folder();

class Probes {
 public:
  virtual ~Probes() = default;
  virtual Probe& get(ProbeKind kind) = 0;
};

class InstalledProbes final : public Probes {
 public:
  // BORROWS: runner. `folder` holds the preloaded libraries.
  InstalledProbes(ProcessRunner& runner, const std::string& folder, Children children = Children::kIgnore);
  Probe& get(ProbeKind kind) override;

 private:
  CountingProbe counting_;
  MassifProbe massif_;
};

}  // namespace highwater
