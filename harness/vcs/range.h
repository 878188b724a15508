// SPDX-License-Identifier: Apache-2.0
// What a branch did to a folder: the difference between where it left another one and where it is now, as a
// pull request shows it. `review` makes its list from it.
#pragma once

#include <string>
#include <vector>

#include "vcs/history.h"

namespace highwater {

// For whatever a shallow clone lacks.
inline constexpr char kUnshallowHint[] =
    "the clone is shallow: fetch the rest (git fetch --unshallow; in GitHub Actions fetch-depth: 0)";

struct RevisionRange {
  std::string base_name;  // as they were given
  std::string head_name;
  std::string head;          // commits, ids in full
  std::string fork;          // the merge base of the two, from where `head` is looked at
  bool shallow = false;      // the clone has no older commits
  bool checked_out = false;  // `head` is what is checked out

  bool operator==(const RevisionRange&) const = default;
};

// Reads "BASE..HEAD"; three dots are the same, without a HEAD it is what is checked out. What BASE gained
// since the branch left it is none of the branch's. Errors (kUsage): those of git_output() (git_command.h);
// no such revision; no commit in common, for which a shallow clone has a hint of its own.
Expected<RevisionRange> range_of(ProcessRunner& runner, const std::string& folder, const std::string& text);

// The files below `folder` that differ, paths from there on; renames are not followed, see history.h.
Expected<std::vector<FileChange>> changes_in(ProcessRunner& runner, const std::string& folder,
                                             const RevisionRange& range);

// All files below `folder` in a commit, paths from there on, sorted.
Expected<std::vector<std::string>> files_at(ProcessRunner& runner, const std::string& folder,
                                            const std::string& commit);

// Does the clone lack older commits?
Expected<bool> is_shallow(ProcessRunner& runner, const std::string& folder);

// How many files below `folder` are not as the commit that is checked out has them; 0 in a bare repository.
Expected<std::size_t> uncommitted_files(ProcessRunner& runner, const std::string& folder);

}  // namespace highwater
