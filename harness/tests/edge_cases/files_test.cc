// SPDX-License-Identifier: Apache-2.0
// What the harness leaves behind is as readable as the user wants, and nothing that it writes for a while
// goes where somebody else has planted a symbolic link (SECURITY.md, Files).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "base/file.h"
#include "tests/counting/testing/command.h"
#include "tests/edge_cases/testing/mount_namespace.h"

namespace highwater::e2e {
namespace {

namespace fs = std::filesystem;
using testing::_;
using testing::Each;
using testing::IsSupersetOf;
using testing::Pair;

class Files : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

 private:
  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-files");
};

// Every file in the folder, and its mode as chmod(1) has it.
std::map<std::string, std::string> modes_in(const std::string& folder) {
  std::map<std::string, std::string> modes;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (!entry.is_directory())
      modes[entry.path().lexically_relative(folder)] =
          fmt::format("{:04o}", static_cast<unsigned>(entry.symlink_status().permissions()));
  return modes;
}

TEST_F(Files, OfResultsBaselinesAndReportsTheUmaskSaysWhoMayReadThem) {
  ASSERT_TRUE(write_file(path("highwater.json"),
                         std::string(R"({"schema": 1, "profile": "p", "baselines": "b", "results": "r",)") +
                             R"("scenarios": [{"name": "s", "command": [")" + HIGHWATER_TEST_EARLY +
                             R"(", "first_calloc"]}]})"));
  const ProcessOutcome outcome = plain_run(
      {"sh", "-c",
       "cd \"$2\" && umask 027 && \"$1\" update --reason first && \"$1\" check && "
       "\"$1\" report r --html report.html --junit report.xml && \"$1\" run --json run.json -- /bin/true",
       "sh", HIGHWATER_TEST_COMMAND, path("")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  fs::remove(path("highwater.json"));  // the test's own
  EXPECT_THAT(modes_in(path("")), IsSupersetOf({Pair("b/p/s.json", "0640"), Pair("r/s.counting.json", "0640"),
                                                Pair("report.html", "0640"), Pair("report.xml", "0640"),
                                                Pair("run.json", "0640")}));
  EXPECT_THAT(modes_in(path("")), Each(Pair(_, "0640")));
}

// A folder for everybody's temporary files, full of links to the victim: under every name that is always the
// same, or that a process's number makes.
class PlantedLinks : public Files {
 protected:
  void SetUp() override {
    fs::create_directory(shared_);
    ASSERT_EQ(::chmod(shared_.c_str(), 01777), 0);
  }
  // The victim is in the same folder, which is mounted elsewhere.
  void plant() {
    std::vector<std::string> endings = {"",     ".XXXXXX", "-XXXXXX", ".tmp", ".new",
                                        ".old", ".lock",   ".json",   ".1",   "~"};
    for (int i = 1; i <= 300; ++i)
      for (const char* before : {".", "-"}) endings.push_back(before + std::to_string(::getpid() + i));
    for (const char* stem :
         {"highwater", "highwater-preload", "highwater-massif", "highwater-request", "highwater-segment",
          "libhighwater_counting.so", "shim.so", "events", "massif.out", "xtree"})
      for (const std::string& ending : endings) fs::create_symlink("victim", shared_ + "/" + stem + ending);
    // Of what the user asks for there: all but the name itself.
    for (const std::string& ending : endings)
      if (!ending.empty()) fs::create_symlink("victim", shared_ + "/result.json" + ending);
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(shared_), {}));
  }

  // With every folder that is made on the way, and with memory of files to share, where there is a choice.
  void run_all() {
    const std::size_t planted = entries();
    const std::string library = path("a folder/libhighwater_counting.so");
    ASSERT_TRUE(write_file(library, *read_file(HIGHWATER_TEST_LIBRARY)));
    Setting setting;
    setting.preload = library;
    ASSERT_EQ(::setenv("TMPDIR", shared_.c_str(), 1), 0);
    const Numbers numbers = counted(program_, setting);
    ASSERT_EQ(::unsetenv("TMPDIR"), 0);
    EXPECT_EQ(numbers.retained_bytes, 300);
    const std::string mounts =
        "mount --bind " + shared_ + " /dev/shm && mount --bind " + shared_ + " /tmp && export TMPDIR=/tmp";
    for (const std::vector<std::string>& flags :
         {std::vector<std::string>{}, {"--sites"}, {"--probe", "massif"}}) {
      std::vector<std::string> words = {"--json", "/tmp/result.json"};
      words.insert(words.end(), flags.begin(), flags.end());
      const ProcessOutcome outcome = inside(mounts, without_memfd(run_of(program_, words)));
      EXPECT_EQ(outcome.exit_code, 0) << testing::PrintToString(flags) << outcome.standard_error.tail;
    }
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(shared_ + "/result.json")));
    EXPECT_EQ(entries(), planted + 1);
  }

  const std::vector<std::string> program_ = {HIGHWATER_TEST_EARLY, "first_calloc"};
  const std::string shared_ = path("shared");
  const std::string victim_ = shared_ + "/victim";
};

TEST_F(PlantedLinks, ToAFileLeaveItAlone) {
  ASSERT_TRUE(write_file(victim_, "untouched"));
  ASSERT_EQ(::chmod(victim_.c_str(), 0600), 0);
  struct stat before {};
  ASSERT_EQ(::stat(victim_.c_str(), &before), 0);
  plant();
  run_all();
  struct stat after {};
  ASSERT_EQ(::lstat(victim_.c_str(), &after), 0);
  EXPECT_EQ(after.st_ino, before.st_ino);
  EXPECT_EQ(after.st_mode, before.st_mode);
  EXPECT_EQ(*read_file(victim_), "untouched");
}

TEST_F(PlantedLinks, ToAFolderPutNothingThere) {
  fs::create_directory(victim_);
  plant();
  run_all();
  EXPECT_TRUE(fs::is_empty(victim_));
}

TEST_F(PlantedLinks, ToNothingMakeNothing) {
  plant();
  run_all();
  EXPECT_FALSE(fs::exists(fs::symlink_status(victim_)));
}

}  // namespace
}  // namespace highwater::e2e
