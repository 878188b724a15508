// SPDX-License-Identifier: Apache-2.0
// What works on this machine and what is missing, found out by doing it. Called by `doctor`.
#pragma once

#include <string>
#include <vector>

#include "gate/probes.h"

namespace highwater {

struct Finding {
  enum class Grade { kOk, kHint, kMissing };  // kMissing: a probe cannot be used
  Grade grade = Grade::kOk;
  std::string subject;  // "counting probe"
  std::string detail;
  std::string hint;
};

std::vector<Finding> examine(ProcessRunner& runner, Probes& probes);

// kProbe when anything is missing.
ExitStatus status_of(const std::vector<Finding>& findings);

}  // namespace highwater
