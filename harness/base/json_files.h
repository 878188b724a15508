// SPDX-License-Identifier: Apache-2.0
// The *.json files of a folder with results. Called by what reads results from wherever they come.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace highwater {

// Those in `folder` and below it, by name; none is no error. Links to folders are not followed: they may lead
// in a circle. Errors: a folder that cannot be read, with `hint`.
Expected<std::vector<std::string>> json_files_below(const std::string& folder, const std::string& hint = "");

}  // namespace highwater
