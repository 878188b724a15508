// SPDX-License-Identifier: Apache-2.0
// `git bisect run` in a work tree, and what it found. The state of a bisection belongs to its work tree, so
// that one that the user has under way is not disturbed.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/process.h"

namespace highwater {

struct BisectedCommit {
  std::string id;
  std::string subject;
  std::string author;
  std::int64_t time = 0;

  bool operator==(const BisectedCommit&) const = default;
};

// The first bad commit; several where those between could not be tested. `command` runs in `tree` for each
// commit that git chooses and exits with 0 (good), 1 (bad) or 125 (cannot be tested). Its stdout, and git's,
// go to stderr. Errors: git's (kUsage); an interruption (kInterrupted).
Expected<std::vector<BisectedCommit>> bisect_run(ProcessRunner& runner, const std::string& tree,
                                                 const std::string& good, const std::string& bad,
                                                 const std::vector<std::string>& command);

// Is `ancestor` one of those that led to `commit`?
Expected<bool> is_ancestor(ProcessRunner& runner, const std::string& folder, const std::string& ancestor,
                           const std::string& commit);

}  // namespace highwater
