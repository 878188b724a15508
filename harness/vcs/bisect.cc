// SPDX-License-Identifier: Apache-2.0
// What git found is read from `git bisect log`, whose last lines are one of
//
//     # first bad commit: [<id>] <subject>
//     # possible first bad commit: [<id>] <subject>      one a commit, where the rest was skipped
#include "vcs/bisect.h"

#include <fmt/format.h>

#include <charconv>

#include "base/terminal.h"
#include "vcs/git_command.h"
#include "vcs/place.h"

namespace highwater {
namespace {

std::vector<std::string> commits_marked(const std::vector<std::string>& log, const std::string& mark) {
  std::vector<std::string> ids;
  for (const std::string& line : log)
    if (line.rfind(mark, 0) == 0) ids.push_back(line.substr(mark.size(), line.find(']') - mark.size()));
  return ids;
}

Expected<BisectedCommit> describe(ProcessRunner& runner, const std::string& tree, const std::string& id) {
  HIGHWATER_TRY(const std::string text,
                git_output(runner, tree, {"log", "-1", "--no-notes", "--format=%at%n%an%n%s", id}));
  const std::vector<std::string> lines = lines_of(text);
  BisectedCommit commit{.id = id, .subject = {}, .author = {}, .time = 0};
  if (!lines.empty()) std::from_chars(lines[0].data(), lines[0].data() + lines[0].size(), commit.time);
  if (lines.size() > 1) commit.author = lines[1];
  if (lines.size() > 2) commit.subject = lines[2];
  return commit;
}

}  // namespace

Expected<std::vector<BisectedCommit>> bisect_run(ProcessRunner& runner, const std::string& tree,
                                                 const std::string& good, const std::string& bad,
                                                 const std::vector<std::string>& command) {
  constexpr const char* kNoHooks = "core.hooksPath=/dev/null";
  HIGHWATER_TRY_VOID(git_output(runner, tree, {"-c", kNoHooks, "bisect", "start", bad, good}));
  ProcessSpec spec;
  spec.argv = {"git", "-C", tree, "-c", kNoHooks, "bisect", "run"};
  spec.argv.insert(spec.argv.end(), command.begin(), command.end());
  spec.environment = git_environment();
  spec.stdio = Stdio::kStdoutToStderr;
  spec.group = ProcessGroup::kOwn;
  HIGHWATER_TRY(const ProcessOutcome outcome, runner.run(spec));
  if (outcome.interrupted) return fail(ExitStatus::kInterrupted, "interrupted");
  HIGHWATER_TRY(const std::string text, git_output(runner, tree, {"bisect", "log"}));
  const std::vector<std::string> log = lines_of(text);
  std::vector<std::string> ids = commits_marked(log, "# first bad commit: [");
  if (ids.empty()) ids = commits_marked(log, "# possible first bad commit: [");
  if (ids.empty())
    return fail(ExitStatus::kUsage, fmt::format("git bisect run: {}", describe_end(outcome)),
                "what git and the build have printed, above, says why");
  std::vector<BisectedCommit> commits;
  for (const std::string& id : ids) {
    HIGHWATER_TRY(BisectedCommit commit, describe(runner, tree, id));
    commits.push_back(std::move(commit));
  }
  return commits;
}

Expected<bool> is_ancestor(ProcessRunner& runner, const std::string& folder, const std::string& ancestor,
                           const std::string& commit) {
  const Expected<std::string> base =
      git_output(runner, place_of(folder).existing, {"merge-base", ancestor, commit});
  if (!base && base.error().status == ExitStatus::kInterrupted) return tl::unexpected<Error>(base.error());
  return base && *base == ancestor + "\n";
}

}  // namespace highwater
