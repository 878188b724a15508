// SPDX-License-Identifier: Apache-2.0
// A commit of some files, and of nothing else that may be staged. The one place where the harness changes a
// repository of the user's; `update --from --commit` asks for it.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/process.h"

namespace highwater {

// Commits `paths` as they lie in the work tree, with the user's own identity, settings and hooks; gives the
// id, 12 digits. Errors (kUsage): git's own complaint in its words.
Expected<std::string> commit_files(ProcessRunner& runner, const std::string& folder,
                                   const std::vector<std::string>& paths, const std::string& message);

}  // namespace highwater
