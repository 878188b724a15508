// SPDX-License-Identifier: Apache-2.0
#include "vcs/worktree.h"

#include <filesystem>

#include "vcs/git_command.h"
#include "vcs/place.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

std::string without_newline(std::string text) {
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// <common>/worktrees/<name>/gitdir holds the path of the tree's ".git": how git finds them as well.
void forget_worktree(const std::string& common, const std::string& tree) {
  std::error_code error;
  const std::string real = fs::weakly_canonical(tree, error).string();  // as git writes it
  for (fs::directory_iterator entry(fs::path(common) / "worktrees", error);
       !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const Expected<std::string> git_file = read_file((entry->path() / "gitdir").string());
    if (!git_file || without_newline(*git_file) != real + "/.git") continue;
    std::error_code ignored;  // git itself forgets it with the next `git worktree prune`
    fs::remove_all(entry->path(), ignored);
    fs::remove(fs::path(common) / "worktrees", ignored);  // only when it is empty
    return;
  }
}

}  // namespace

Expected<TemporaryWorktree> TemporaryWorktree::create(ProcessRunner& runner, const std::string& folder,
                                                      const std::string& commit) {
  const Place place = place_of(folder);
  HIGHWATER_TRY(const std::string common,
                git_output(runner, place.existing, {"rev-parse", "--git-common-dir"}));
  HIGHWATER_TRY(TemporaryDirectory scratch, TemporaryDirectory::create("highwater-bisect"));
  const fs::path absolute = fs::path(place.existing) / without_newline(common);
  TemporaryWorktree tree(runner, std::move(scratch), absolute.lexically_normal().string());
  HIGHWATER_TRY_VOID(git_output(
      runner, place.existing,
      {"-c", "core.hooksPath=/dev/null", "worktree", "add", "--detach", "--quiet", tree.path(), commit}));
  return tree;
}

TemporaryWorktree::~TemporaryWorktree() {
  if (scratch_.path().empty()) return;  // moved away
  forget_worktree(common_, path());
}

Expected<void> TemporaryWorktree::check_out(const std::string& commit) {
  HIGHWATER_TRY_VOID(
      git_output(*runner_, path(),
                 {"-c", "core.hooksPath=/dev/null", "checkout", "--detach", "--force", "--quiet", commit}));
  return {};
}

Expected<std::string> path_in_repository(ProcessRunner& runner, const std::string& path) {
  const fs::path absolute = absolute_path(path);
  const std::string folder = absolute.parent_path().string();
  HIGHWATER_TRY(const PlaceFacts facts, place_facts(runner, folder, place_of(folder)));
  return facts.prefix + absolute.filename().string();
}

}  // namespace highwater
