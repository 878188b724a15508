// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;
using testing::StartsWith;

TEST(PlainPath, HasNothingThatValgrindOrTheLinkerTakesApart) {
  EXPECT_TRUE(is_plain_path("/tmp/a-b_c.d+e"));
  for (const char* path : {"/tmp/a b", "/tmp/a%p", "/tmp/a:b", "/tmp/a\nb", "/tmp/\xc3\xa4", "tmp", ""})
    EXPECT_FALSE(is_plain_path(path)) << path;
  EXPECT_FALSE(is_plain_path("/" + std::string(400, 'x')));
}

TEST(MassifWorkspace, IsMadeInThePreferredFolderAndGoesWithItsOwner) {
  const TemporaryDirectory parent = *TemporaryDirectory::create("massif-workspace-test");
  std::string path;
  {
    const MassifWorkspace workspace = *MassifWorkspace::create("/lib/some shim.so", parent.path());
    path = workspace.path();
    EXPECT_THAT(path, StartsWith(parent.path()));
    EXPECT_EQ(fs::read_symlink(workspace.file("shim.so")), "/lib/some shim.so");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
    EXPECT_EQ(fs::status(workspace.file("events")).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(MassifWorkspace, AnAwkwardTemporaryFolderIsPassedOver) {
  for (const char* parent : {"/tmp/with blank", "/tmp/%p", "relative", ""})
    EXPECT_THAT(MassifWorkspace::create("/x.so", parent)->path(), StartsWith("/tmp/highwater-massif-"));
}

TEST(MassifWorkspace, AFolderThatIsNotThereIsAnError) {
  const Expected<MassifWorkspace> workspace = MassifWorkspace::create("/x.so", "/nonexistent");
  ASSERT_FALSE(workspace);
  EXPECT_EQ(workspace.error().hint, "set TMPDIR to a folder that can be written to");
}

}  // namespace
}  // namespace highwater
