// SPDX-License-Identifier: Apache-2.0
// Looked for as git itself does, without starting it: where it is only a question of paths, a check works the
// same on a machine without git.
#include "vcs/repository_root.h"

#include <filesystem>

namespace highwater {

std::string repository_root(const std::string& folder) {
  std::error_code error;
  std::filesystem::path path = std::filesystem::absolute(folder, error).lexically_normal();
  while (!error && !path.empty()) {
    if (std::filesystem::exists(path / ".git", error)) return path.string();
    error.clear();  // a folder that cannot be read is none of a repository's
    if (path == path.parent_path()) break;
    path = path.parent_path();
  }
  return {};
}

}  // namespace highwater
