// SPDX-License-Identifier: Apache-2.0
// What `check` and `update` are about: the scenarios of the manifest and the probes that measure them, or
// with
// --from-benchmark the benchmarks of files, which have been measured.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/session.h"
#include "gate/probes.h"

namespace highwater {

struct GatedSuite {
  Manifest manifest;
  std::unique_ptr<Probes> probes;  // never null
  std::string update_command;      // that can be pasted, for hints
};

// `benchmarks` are files; none: the manifest's scenarios.
Expected<GatedSuite> gated_suite(Session& session, const std::vector<std::string>& benchmarks);

}  // namespace highwater
