// SPDX-License-Identifier: Apache-2.0
// How git is run: always with the same answer, whatever the user's configuration and surroundings. For the
// other files of vcs/ alone.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/process.h"

namespace highwater {

// The caller's environment without GIT_DIR, GIT_WORK_TREE and the like: inside a git hook they name the
// hook's repository, whatever -C says.
std::vector<std::string> git_environment();

// Everything that `git -C folder <words>` prints, however long, with `input` as its stdin. Nothing of the
// user's configuration that changes what is printed counts, and nothing is fetched from elsewhere. Errors: no
// git, no repository, an exit code above `highest_code` in git's own words (kUsage); an interruption
// (kInterrupted).
Expected<std::string> git_output(ProcessRunner& runner, const std::string& folder,
                                 const std::vector<std::string>& words, const std::string& input = {},
                                 int highest_code = 0);

}  // namespace highwater
