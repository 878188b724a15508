// SPDX-License-Identifier: Apache-2.0
// Changes of files as a patch that `git apply` takes, made without touching any of them. For proposals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/process.h"

namespace highwater {

struct FilePatch {
  std::string path;                   // from the top of the repository
  std::optional<std::string> before;  // none: a new file
  std::string after;
};

// Empty where nothing differs. Errors: those of git_output() (git_command.h). REQUIRES: no path leaves the
// top.
Expected<std::string> patch_of(ProcessRunner& runner, const std::vector<FilePatch>& files);

}  // namespace highwater
