// SPDX-License-Identifier: Apache-2.0
#include "vcs/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/terminal.h"
#include "vcs/git.h"
#include "vcs/git_command.h"
#include "vcs/git_text.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

struct Place {
  std::string existing;  // the nearest folder that is there
  std::string rest;      // from it to the folder that is asked for; "." where that is the same
};

Place place_of(const std::string& folder) {
  std::error_code error;
  fs::path existing = fs::absolute(folder.empty() ? "." : folder, error).lexically_normal();
  fs::path rest;
  while (!fs::is_directory(existing, error) && existing.has_relative_path()) {
    const fs::path name = existing.filename();
    if (!name.empty()) rest = rest.empty() ? name : name / rest;
    existing = existing.parent_path();
  }
  return {existing.string(), rest.empty() ? "." : rest.string()};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// An error about the folder that stands in for one that is not there, in the terms of the one asked for.
Error about(const std::string& folder, const Place& place, Error error) {
  if (error.what.rfind(place.existing + ":", 0) == 0) error.what.replace(0, place.existing.size(), folder);
  return error;
}

// What paths begin with, as git prints them from the top of the repository.
std::string prefix_of(const std::string& place_prefix, const std::string& rest) {
  return rest == "." ? place_prefix : place_prefix + rest + "/";
}

}  // namespace

Expected<FolderHistory> folder_history(ProcessRunner& runner, const std::string& folder) {
  const Place place = place_of(folder);
  Expected<std::string> facts_text =
      git_output(runner, place.existing, {"rev-parse", "--is-shallow-repository", "--show-prefix"});
  if (!facts_text) return tl::unexpected<Error>(about(folder, place, std::move(facts_text).error()));
  const std::string facts = *std::move(facts_text);
  // The second line is a path, which may itself have lines; only the last newline is git's.
  const std::size_t first_end = std::min(facts.find('\n'), facts.size());
  std::string prefix = facts.substr(std::min(first_end + 1, facts.size()));
  if (!prefix.empty()) prefix.pop_back();
  FolderHistory history;
  history.shallow = facts.compare(0, first_end, "true") == 0;
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
  HIGHWATER_TRY(history.commits, parse_log(log, prefix_of(prefix, place.rest)));
  return history;
}

Expected<std::set<std::string>> commits_since(ProcessRunner& runner, const std::string& folder,
                                              const std::string& revision) {
  const std::string existing = place_of(folder).existing;
  const Expected<std::string> commit = git_output(
      runner, existing, {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  if (!commit && commit.error().status == ExitStatus::kInterrupted)
    return tl::unexpected<Error>(commit.error());
  const std::vector<std::string> lines = commit ? lines_of(*commit) : std::vector<std::string>();
  if (lines.empty())
    return fail(ExitStatus::kUsage, fmt::format("{}: no such revision: {}", folder, printable(revision)),
                "a date is written 2026-10-14; a revision is a tag, a branch or a commit");
  // With --end-of-options, older versions print that too.
  HIGHWATER_TRY(const std::string ids,
                git_output(runner, existing, {"rev-list", "HEAD", "^" + lines.back()}));
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
