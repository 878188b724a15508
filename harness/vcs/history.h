// SPDX-License-Identifier: Apache-2.0
// What git knows of a folder: the commits that touched it, and what its files were at each. `trend` makes the
// history of the baselines from it. A handful of processes of git answer for any number of files and
// commits.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/process.h"

namespace highwater {

// Blobs by their id, in full. A file that was not there has an empty id.
struct FileChange {
  std::string path;                 // from the folder on, as git has it: any bytes
  std::vector<std::string> before;  // in the commit's parent; of a merge, in each
  std::string after;

  bool operator==(const FileChange&) const = default;
};

struct Commit {
  std::string id;                // in full
  std::int64_t author_time = 0;  // seconds since 1970
  std::string subject;           // any bytes but newlines
  // Of a merge only what differs from all its parents, which is what nobody had accepted before it.
  std::vector<FileChange> changes;

  bool operator==(const Commit&) const = default;
};

struct FolderHistory {
  std::vector<Commit> commits;  // that led to what is checked out; parents first
  bool shallow = false;         // the clone has no older commits: the first one may have changed nothing

  bool operator==(const FolderHistory&) const = default;
};

// The history of what is below `folder`, which need not exist any more. Renames are not followed: a moved
// file is one that went and one that came. Errors: those of git_output() (git_command.h); a repository
// without a commit (kUsage).
Expected<FolderHistory> folder_history(ProcessRunner& runner, const std::string& folder);

// The id of a commit, in full. An error (kUsage) if `revision` is none.
Expected<std::string> commit_of(ProcessRunner& runner, const std::string& folder,
                                const std::string& revision);

// The commits that are reachable from what is checked out and not from `revision`. An error (kUsage) if that
// is no revision.
Expected<std::set<std::string>> commits_since(ProcessRunner& runner, const std::string& folder,
                                              const std::string& revision);

// The contents of blobs, in one go. One that this clone does not have is nothing.
using Blobs = std::map<std::string, std::optional<std::string>>;
Expected<Blobs> read_blobs(ProcessRunner& runner, const std::string& folder,
                           const std::set<std::string>& ids);

}  // namespace highwater
