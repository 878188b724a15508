// SPDX-License-Identifier: Apache-2.0
// A work tree of its own for a repository: other commits can be checked out and built in it, while the user's
// stays as it is. `bisect` works in one.
#pragma once

#include <string>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"

namespace highwater {

class TemporaryWorktree {
 public:
  // Of the repository that `folder` is in, bare or not, with `commit` checked out. No hook of the repository
  // runs. Errors: those of git_output() (git_command.h). BORROWS: runner.
  static Expected<TemporaryWorktree> create(ProcessRunner& runner, const std::string& folder,
                                            const std::string& commit);
  TemporaryWorktree(TemporaryWorktree&& other) noexcept = default;
  TemporaryWorktree& operator=(TemporaryWorktree&&) = delete;  // would leave the first one in the repository
  TemporaryWorktree(const TemporaryWorktree&) = delete;
  // The folder goes, and what the repository knew of it. No git is run for it: after an interruption nothing
  // is.
  ~TemporaryWorktree();

  std::string path() const { return scratch_.path() + "/highwater-bisect"; }

  // What is not tracked stays, so that a build need not begin anew.
  Expected<void> check_out(const std::string& commit);

 private:
  TemporaryWorktree(ProcessRunner& runner, TemporaryDirectory scratch, std::string common)
      : runner_(&runner), scratch_(std::move(scratch)), common_(std::move(common)) {}

  ProcessRunner* runner_;
  TemporaryDirectory scratch_;
  std::string common_;  // the repository's own folder; empty: moved away
};

// `path` from the top of its repository; it need not exist. In a bare repository, from its folder.
Expected<std::string> path_in_repository(ProcessRunner& runner, const std::string& path);

}  // namespace highwater
