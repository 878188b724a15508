// SPDX-License-Identifier: Apache-2.0
// Both sides are laid out in a folder of their own, "a" and "b", which are also the prefixes that a patch
// has.
#include "vcs/patch.h"

#include "base/file.h"
#include "vcs/git_command.h"

namespace highwater {

Expected<std::string> patch_of(ProcessRunner& runner, const std::vector<FilePatch>& files) {
  HIGHWATER_TRY(const TemporaryDirectory scratch, TemporaryDirectory::create("highwater-patch"));
  HIGHWATER_TRY_VOID(make_directories(scratch.path() + "/a"));
  HIGHWATER_TRY_VOID(make_directories(scratch.path() + "/b"));
  for (const FilePatch& file : files) {
    if (file.before) HIGHWATER_TRY_VOID(write_file(scratch.path() + "/a/" + file.path, *file.before));
    HIGHWATER_TRY_VOID(write_file(scratch.path() + "/b/" + file.path, file.after));
  }
  constexpr int kDifferent = 1;
  return git_output(runner, scratch.path(),
                    {"-c", "core.autocrlf=false", "-c", "core.attributesFile=/dev/null", "diff", "--no-index",
                     "--no-prefix", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--text",
                     "--unified=3", "a", "b"},
                    {}, kDifferent);
}

}  // namespace highwater
