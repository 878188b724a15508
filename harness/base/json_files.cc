// SPDX-License-Identifier: Apache-2.0
#include "base/json_files.h"

#include <algorithm>
#include <filesystem>

namespace highwater {

namespace fs = std::filesystem;

Expected<std::vector<std::string>> json_files_below(const std::string& folder, const std::string& hint) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;  // a link to nothing is no result
    if (at->path().extension() == ".json" && at->is_regular_file(ignored))
      files.push_back(at->path().string());
  }
  if (error) return fail_errno(error.value(), "read", folder, hint);
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace highwater
