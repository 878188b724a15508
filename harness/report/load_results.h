// SPDX-License-Identifier: Apache-2.0
// Result files from wherever they come, as one check. Called by `highwater report`.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "compare/outcome.h"

namespace highwater {

// The result files that `arguments` name: files as they are, folders with every *.json below them. Each once,
// by name within a folder. Errors (kUsage): nothing there; a folder that cannot be read or holds no such
// file.
Expected<std::vector<std::string>> find_result_files(const std::vector<std::string>& arguments);

struct LoadedResults {
  CheckReport report;             // by scenario, profile and probe
  std::vector<Error> unreadable;  // the files that are no results, in their order
};

// Reads the files, on all processors where there are many. `each` sees every outcome as it was read, with its
// place among the files, and from several threads at once; what stays in the report has no sites, timeline or
// children, so that thousands fit into memory: whoever wants them takes them from `each`.
LoadedResults load_results(const std::vector<std::string>& files,
                           const std::function<void(std::size_t, const CheckOutcome&)>& each);

}  // namespace highwater
