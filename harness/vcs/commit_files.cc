// SPDX-License-Identifier: Apache-2.0
#include "vcs/commit_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/file.h"
#include "base/terminal.h"
#include "vcs/git.h"

namespace highwater {
namespace {

// The user's, but for what names another repository than the folder's: inside a git hook there is some.
std::vector<std::string> user_environment() {
  constexpr const char* kPlaces[] = {"GIT_DIR=",    "GIT_WORK_TREE=",        "GIT_INDEX_FILE=",
                                     "GIT_PREFIX=", "GIT_OBJECT_DIRECTORY=", "GIT_COMMON_DIR="};
  std::vector<std::string> environment = current_environment();
  std::erase_if(environment, [&](const std::string& variable) {
    return std::any_of(std::begin(kPlaces), std::end(kPlaces),
                       [&](const char* place) { return variable.rfind(place, 0) == 0; });
  });
  return environment;
}

Expected<void> run_git(ProcessRunner& runner, const std::string& folder, std::vector<std::string> words,
                       const std::vector<std::string>& paths) {
  ProcessSpec spec;
  spec.argv = {"git", "--literal-pathspecs", "-C", folder};
  spec.argv.insert(spec.argv.end(), words.begin(), words.end());
  spec.argv.emplace_back("--");
  spec.argv.insert(spec.argv.end(), paths.begin(), paths.end());
  spec.environment = user_environment();
  spec.stdio = Stdio::kCapture;
  spec.group = ProcessGroup::kOwn;
  HIGHWATER_TRY(const ProcessOutcome outcome, runner.run(spec));
  if (outcome.interrupted) return fail(ExitStatus::kInterrupted, "interrupted");
  if (outcome.exit_code == 0) return {};
  const std::string& said =
      outcome.standard_error.tail.empty() ? outcome.standard_output.tail : outcome.standard_error.tail;
  return fail(ExitStatus::kUsage,
              fmt::format("{}: git {}: {}", folder, words.front(),
                          said.empty() ? describe_end(outcome) : printable(said.substr(0, said.find('\n')))),
              "the files are written: commit them by hand");
}

}  // namespace

Expected<std::string> commit_files(ProcessRunner& runner, const std::string& folder,
                                   const std::vector<std::string>& paths, const std::string& message) {
  HIGHWATER_TRY(const TemporaryDirectory scratch, TemporaryDirectory::create("highwater-commit"));
  const std::string file = scratch.path() + "/message";
  HIGHWATER_TRY_VOID(write_file(file, message));
  HIGHWATER_TRY_VOID(run_git(runner, folder, {"add", "--force"}, paths));
  // Not --cleanup=strip: a reason may begin with what git takes for a comment.
  HIGHWATER_TRY_VOID(run_git(
      runner, folder, {"commit", "--quiet", "--cleanup=whitespace", "--file=" + file, "--only"}, paths));
  return revision(runner, folder);
}

}  // namespace highwater
