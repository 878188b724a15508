// SPDX-License-Identifier: Apache-2.0
#include "vcs/range.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/terminal.h"
#include "vcs/git_command.h"
#include "vcs/git_text.h"
#include "vcs/place.h"

namespace highwater {
namespace {

struct Ends {
  std::string base;
  std::string head;
};

Expected<Ends> split_range(const std::string& text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos || dots == 0)
    return fail(ExitStatus::kUsage, fmt::format("{}: not a range of commits", printable(text)),
                "BASE..HEAD: what HEAD has that BASE has not, like main..my-branch; without HEAD what is "
                "checked out");
  const std::size_t after = text.find_first_not_of('.', dots);
  if ((after == std::string::npos ? text.size() : after) - dots > 3)
    return fail(ExitStatus::kUsage, fmt::format("{}: not a range of commits", printable(text)),
                "two dots, or three, which are the same: BASE..HEAD");
  return Ends{.base = text.substr(0, dots), .head = after == std::string::npos ? "HEAD" : text.substr(after)};
}

Expected<std::string> end_of(ProcessRunner& runner, const std::string& folder, const std::string& revision,
                             bool shallow) {
  Expected<std::string> commit = commit_of(runner, folder, revision);
  if (commit || !shallow || commit.error().status == ExitStatus::kInterrupted) return commit;
  Error error = std::move(commit).error();
  error.hint = kUnshallowHint;
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace

Expected<RevisionRange> range_of(ProcessRunner& runner, const std::string& folder, const std::string& text) {
  HIGHWATER_TRY(const Ends ends, split_range(text));
  const Place place = place_of(folder);
  HIGHWATER_TRY(const PlaceFacts facts, place_facts(runner, folder, place));
  RevisionRange range{.base_name = ends.base,
                      .head_name = ends.head,
                      .head = {},
                      .fork = {},
                      .shallow = facts.shallow,
                      .checked_out = false};
  HIGHWATER_TRY(const std::string base, end_of(runner, folder, ends.base, facts.shallow));
  HIGHWATER_TRY(range.head, end_of(runner, folder, ends.head, facts.shallow));
  const Expected<std::string> fork = git_output(runner, place.existing, {"merge-base", base, range.head});
  if (!fork && fork.error().status == ExitStatus::kInterrupted) return tl::unexpected<Error>(fork.error());
  if (!fork || lines_of(*fork).empty())
    return fail(ExitStatus::kUsage,
                fmt::format("{}: {} and {} have no commit in common", folder, printable(ends.base),
                            printable(ends.head)),
                facts.shallow ? kUnshallowHint : "is the base the branch that this one was made from?");
  range.fork = lines_of(*fork).front();
  const Expected<std::string> checked_out = commit_of(runner, folder, "HEAD");
  range.checked_out = checked_out && *checked_out == range.head;
  return range;
}

Expected<std::vector<FileChange>> changes_in(ProcessRunner& runner, const std::string& folder,
                                             const RevisionRange& range) {
  const Place place = place_of(folder);
  HIGHWATER_TRY(const PlaceFacts facts, place_facts(runner, folder, place));
  HIGHWATER_TRY(const std::string raw,
                git_output(runner, place.existing,
                           {"diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff",
                            "--no-relative", range.fork, range.head, "--", place.rest}));
  // As a history of one commit, which the reader of histories knows.
  const std::string log = fmt::format("commit {} 0 ", range.head) + '\0' + raw;
  HIGHWATER_TRY(std::vector<Commit> commits, parse_log(log, facts.prefix));
  return std::move(commits.front().changes);
}

Expected<std::vector<std::string>> files_at(ProcessRunner& runner, const std::string& folder,
                                            const std::string& commit) {
  const Place place = place_of(folder);
  HIGHWATER_TRY(const PlaceFacts facts, place_facts(runner, folder, place));
  HIGHWATER_TRY(const std::string text,
                git_output(runner, place.existing,
                           {"ls-tree", "-r", "-z", "--name-only", "--full-name", commit, "--", place.rest}));
  std::vector<std::string> files;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\0', at), text.size());
    const std::string path = text.substr(at, end - at);
    if (path.compare(0, facts.prefix.size(), facts.prefix) == 0)
      files.push_back(path.substr(facts.prefix.size()));
    at = end + 1;
  }
  std::sort(files.begin(), files.end());
  return files;
}

Expected<bool> is_shallow(ProcessRunner& runner, const std::string& folder) {
  HIGHWATER_TRY(const PlaceFacts facts, place_facts(runner, folder, place_of(folder)));
  return facts.shallow;
}

Expected<std::size_t> uncommitted_files(ProcessRunner& runner, const std::string& folder) {
  const Place place = place_of(folder);
  HIGHWATER_TRY(const std::string bare,
                git_output(runner, place.existing, {"rev-parse", "--is-bare-repository"}));
  if (bare == "true\n") return std::size_t{0};
  HIGHWATER_TRY(const std::string text, git_output(runner, place.existing,
                                                   {"status", "--porcelain", "-z", "--no-renames",
                                                    "--untracked-files=all", "--", place.rest}));
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\0'));
}

}  // namespace highwater
