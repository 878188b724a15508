// SPDX-License-Identifier: Apache-2.0
#include "vcs/history.h"

#include <fmt/format.h>

#include "base/terminal.h"
#include "vcs/git.h"
#include "vcs/git_command.h"
#include "vcs/git_text.h"
#include "vcs/place.h"

namespace highwater {

Expected<FolderHistory> folder_history(ProcessRunner& runner, const std::string& folder) {
  const Place place = place_of(folder);
  HIGHWATER_TRY(const PlaceFacts facts, place_facts(runner, folder, place));
  FolderHistory history;
  history.shallow = facts.shallow;
  HIGHWATER_TRY(const std::string head, revision(runner, place.existing));
  if (head.empty())
    return fail(ExitStatus::kUsage, folder + ": the git repository has no commit yet",
                "commit the baselines: their history is what is shown");
  HIGHWATER_TRY(const std::string log, git_output(runner, place.existing,
                                                  {"log",
                                                   "-c",
                                                   "--raw",
                                                   "-z",
                                                   "--no-abbrev",
                                                   "--no-renames",
                                                   "--root",
                                                   "--reverse",
                                                   "--date-order",
                                                   "--encoding=UTF-8",
                                                   "--no-show-signature",
                                                   "--no-notes",
                                                   "--no-color",
                                                   "--no-ext-diff",
                                                   "--no-textconv",
                                                   "--no-relative",
                                                   "--ignore-submodules=none",
                                                   kLogFormat,
                                                   "HEAD",
                                                   "--",
                                                   place.rest}));
  HIGHWATER_TRY(history.commits, parse_log(log, facts.prefix));
  return history;
}

Expected<std::string> commit_of(ProcessRunner& runner, const std::string& folder,
                                const std::string& revision) {
  const Expected<std::string> commit =
      git_output(runner, place_of(folder).existing,
                 {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  if (!commit && commit.error().status == ExitStatus::kInterrupted)
    return tl::unexpected<Error>(commit.error());
  const std::vector<std::string> lines = commit ? lines_of(*commit) : std::vector<std::string>();
  // A revision that takes commits away ("^main") is one to rev-parse, and none here.
  if (lines.empty() || lines.back().find_first_not_of("0123456789abcdef") != std::string::npos)
    return fail(ExitStatus::kUsage, fmt::format("{}: no such revision: {}", folder, printable(revision)),
                "a revision is a tag, a branch or a commit");
  // With --end-of-options, older versions print that too.
  return lines.back();
}

Expected<std::set<std::string>> commits_since(ProcessRunner& runner, const std::string& folder,
                                              const std::string& revision) {
  Expected<std::string> commit = commit_of(runner, folder, revision);
  if (!commit) {
    Error error = std::move(commit).error();
    if (error.status == ExitStatus::kUsage)
      error.hint = "a date is written 2026-10-14; a revision is a tag, a branch or a commit";
    return tl::unexpected<Error>(std::move(error));
  }
  HIGHWATER_TRY(const std::string ids,
                git_output(runner, place_of(folder).existing, {"rev-list", "HEAD", "^" + *commit}));
  std::set<std::string> commits;
  for (std::string& id : lines_of(ids)) commits.insert(std::move(id));
  return commits;
}

Expected<Blobs> read_blobs(ProcessRunner& runner, const std::string& folder,
                           const std::set<std::string>& ids) {
  if (ids.empty()) return Blobs();
  HIGHWATER_TRY(const std::string text,
                git_output(runner, place_of(folder).existing, {"cat-file", "--batch", "--buffer"},
                           fmt::format("{}\n", fmt::join(ids, "\n"))));
  return parse_blobs(text);
}

}  // namespace highwater
