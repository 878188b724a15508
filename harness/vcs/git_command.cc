// SPDX-License-Identifier: Apache-2.0
// A runner keeps the last 64 KiB of what a process prints; a history is longer. So git writes into a file of
// a temporary folder, through a shell that opens it.
#include "vcs/git_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/file.h"
#include "base/terminal.h"

namespace highwater {
namespace {

constexpr std::chrono::minutes kHistoryTimeout{5};  // a long history on a network file system

// Its first three arguments are the two files and what follows is the command.
constexpr const char* kRedirect = R"(input=$1 output=$2; shift 2; exec "$@" <"$input" >"$output")";
constexpr int kNoSuchProgram = 127;  // as the shell says it

// What a user may have configured and would change the output or ask the network. Options of `git log` that
// win over their variables are with the command itself.
constexpr const char* kSettings[] = {
    "core.quotePath=false", "color.ui=false",       "log.showSignature=false",  "log.follow=false",
    "log.showRoot=true",    "log.mailmap=false",    "diff.orderFile=/dev/null", "diff.renames=false",
    "diff.relative=false",  "core.fsmonitor=false", "protocol.allow=never"};

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// In git's own words, which LC_ALL=C keeps English.
tl::unexpected<Error> fail_git(const std::string& folder, const ProcessOutcome& outcome) {
  const std::string& said = outcome.standard_error.tail;
  const auto says = [&](const char* words) { return said.find(words) != std::string::npos; };
  if (outcome.exit_code == kNoSuchProgram && says("not found"))
    return fail(ExitStatus::kUsage, "git: no such program", "install git, or put it into PATH");
  if (says("not a git repository"))
    return fail(ExitStatus::kUsage, folder + ": not in a git repository",
                "what happened to baselines is read from git: keep their folder in a repository");
  const std::string line = first_line(said);
  const std::string what =
      fmt::format("{}: git: {}", folder, line.empty() ? describe_end(outcome) : printable(line));
  if (says("dubious ownership"))
    return fail(ExitStatus::kUsage, what,
                "the repository belongs to another user: git config --global --add safe.directory FOLDER");
  return fail(ExitStatus::kUsage, what, fmt::format("does `git -C {} log` work?", folder));
}

}  // namespace

std::vector<std::string> git_environment() {
  std::vector<std::string> environment = current_environment();
  const auto is_git_variable = [](const std::string& variable) {
    return variable.compare(0, 4, "GIT_") == 0;
  };
  environment.erase(std::remove_if(environment.begin(), environment.end(), is_git_variable),
                    environment.end());
  return environment;
}

Expected<std::string> git_output(ProcessRunner& runner, const std::string& folder,
                                 const std::vector<std::string>& words, const std::string& input,
                                 int highest_code) {
  HIGHWATER_TRY(const TemporaryDirectory scratch, TemporaryDirectory::create("highwater-git"));
  const std::string input_path = scratch.path() + "/input";
  const std::string output_path = scratch.path() + "/output";
  HIGHWATER_TRY_VOID(write_file(input_path, input));
  ProcessSpec spec;
  spec.argv = {
      "sh", "-c",  kRedirect, "sh", input_path, output_path, "git", "--no-pager", "--literal-pathspecs",
      "-C", folder};
  for (const char* setting : kSettings) {
    spec.argv.emplace_back("-c");
    spec.argv.emplace_back(setting);
  }
  spec.argv.insert(spec.argv.end(), words.begin(), words.end());
  spec.environment = git_environment();
  std::erase_if(spec.environment,
                [](const std::string& variable) { return variable.rfind("LC_ALL=", 0) == 0; });
  for (const char* variable :
       {"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0"})
    spec.environment.emplace_back(variable);
  spec.stdio = Stdio::kCapture;
  spec.group = ProcessGroup::kOwn;
  spec.timeout = kHistoryTimeout;
  HIGHWATER_TRY(const ProcessOutcome outcome, runner.run(spec));
  if (outcome.interrupted) return fail(ExitStatus::kInterrupted, "interrupted");
  if (!outcome.exit_code || *outcome.exit_code > highest_code) return fail_git(folder, outcome);
  return read_file(output_path);
}

}  // namespace highwater
