// SPDX-License-Identifier: Apache-2.0
// Where the repository is that a folder belongs to. Reports name source files from there on.
#pragma once

#include <string>

namespace highwater {

// The nearest folder, `folder` or above it, with a ".git" in it (a file in worktrees and submodules); empty
// where there is none. `folder` need not exist.
std::string repository_root(const std::string& folder);

}  // namespace highwater
