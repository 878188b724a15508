// SPDX-License-Identifier: Apache-2.0
// Disks that are full, files that cannot be written, and two updates at once: no file is lost or half
// written.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class Disk : public testing::Test {
 protected:
  Disk() {
    project_.scenario("a/b", {"allocate", "100000", "0"});
    project_.accept();
    baseline_ = project_.text(project_.baseline_path("a/b"));
    project_.scenario("a/b", {"allocate", "200000", "0"});
  }
  ~Disk() override {
    EXPECT_EQ(project_.text(project_.baseline_path("a/b")), baseline_) << "the old baseline is intact";
    EXPECT_THAT(files_below(project_.path("baselines")), ElementsAre("linux-test/a/b.json"))
        << "nothing is left over";
  }

  // The disk is full below this folder of the project.
  void fill(const std::string& folder) {
    project_.variable("LD_PRELOAD", HIGHWATER_TEST_FULL_DISK);
    project_.variable("HIGHWATER_TEST_FULL", project_.path(folder));
  }

  // As somebody to whom the permissions of files apply: root without its capabilities, or whoever runs the
  // test.
  Ran without_privilege(const std::string& command) {
    const std::string drop = ::geteuid() == 0 ? "exec setpriv --bounding-set=-all --inh-caps=-all " : "exec ";
    return project_.shell(drop + command);
  }

  Project project_;
  std::string baseline_;
};

TEST_F(Disk, FullUnderTheBaselinesKeepsTheOldOnes) {
  fill("baselines");
  EXPECT_THAT(project_.update({"--reason", "more"}),
              Fails(ExitStatus::kUsage, "a/b.json: write: No space left on device",
                    "nothing was replaced; make room"));
}

TEST_F(Disk, FullUnderTheResultsIsNoPass) {
  project_.scenario("a/b", {"allocate", "100000", "0"});
  const std::string result = project_.text(project_.result_path("a/b"));
  fill("results");
  EXPECT_THAT(project_.check(), Fails(ExitStatus::kUsage, "a/b.counting.json: write: No space left on device",
                                      "nothing was replaced; make room"));
  EXPECT_EQ(project_.text(project_.result_path("a/b")), result);
  EXPECT_THAT(files_below(project_.path("results")), ElementsAre("a/b.counting.json"));
}

TEST_F(Disk, FullUnderTheResultOfRunIsAnError) {
  const Ran ran =
      project_.highwater({"run", "--json", "/dev/full", "--", HIGHWATER_TEST_FIXTURE, "allocate", "1", "0"});
  EXPECT_THAT(ran, Says(ExitStatus::kUsage, "highwater: error: /dev/full: write: No space left on device"));
}

TEST_F(Disk, FullUnderStandardOutputIsNoPass) {
  EXPECT_THAT(project_.shell("exec $HIGHWATER list > /dev/full"),
              Says(ExitStatus::kUsage, "highwater: error: standard output: write: No space left on device"));
  project_.scenario("a/b", {"allocate", "100000", "0"});
  EXPECT_THAT(project_.shell("exec $HIGHWATER check > /dev/full"),
              Says(ExitStatus::kUsage, "No space left on device"));
}

TEST_F(Disk, WhoseFilesMayNotBecomeLargerIsNoCrash) {
  const Ran ran = project_.shell("ulimit -f 0; exec $HIGHWATER update --reason more");
  EXPECT_THAT(ran, Says(ExitStatus::kProbe, "File too large"));
}

TEST_F(Disk, WithBaselinesThatMayNotBeWritten) {
  for (const char* folder : {"baselines/linux-test/a", "baselines/linux-test"})
    ASSERT_EQ(::chmod(project_.path(folder).c_str(), 0555), 0);
  EXPECT_THAT(
      without_privilege("$HIGHWATER update --reason more"),
      Says(ExitStatus::kUsage, "highwater: error: baselines/linux-test/a/b.json: create: Permission denied"));
  for (const char* folder : {"baselines/linux-test", "baselines/linux-test/a"})
    ASSERT_EQ(::chmod(project_.path(folder).c_str(), 0755), 0);
}

TEST_F(Disk, WithAManifestThatMayNotBeRead) {
  ASSERT_THAT(project_.highwater({"list"}), Succeeds());
  ASSERT_EQ(::chmod(project_.path("highwater.json").c_str(), 0), 0);
  project_.write("secret.json", "{}");
  ASSERT_EQ(::chmod(project_.path("secret.json").c_str(), 0), 0);
  EXPECT_THAT(without_privilege("$HIGHWATER check --manifest secret.json"),
              Says(ExitStatus::kUsage, "highwater: error: secret.json: open: Permission denied"));
}

TEST_F(Disk, WithResultsThatAreInTheWayOfTheirFolder) {
  std::filesystem::remove_all(project_.path("results"));
  project_.write("results", "a file\n");
  EXPECT_THAT(project_.check(), Says(ExitStatus::kUsage, "results/a: mkdir: Not a directory"));
}

TEST(TwoUpdates, TheSecondIsTurnedAwayAndTheFirstCompletes) {
  Project project;
  project.scenario("a/b", {"wait", project.path("process"), project.path("go")});
  const std::unique_ptr<Background> first = project.start({"update"});
  ASSERT_THAT(wait_for_numbers(project.path("process")), SizeIs(1));
  EXPECT_THAT(project.update(),
              Fails(ExitStatus::kUsage, "highwater: error: baselines/linux-test: another update is running",
                    "nothing was changed; run again when it has ended"));
  EXPECT_FALSE(std::filesystem::exists(project.baseline_path("a/b")));
  project.write("go", "");
  EXPECT_THAT(first->wait(), Says(ExitStatus::kOk, "1 of 1 baselines changed"));
  EXPECT_THAT(project.check(), Succeeds()) << "and nothing stays locked";
}

TEST(KilledUpdate, LeavesEveryBaselineWhole) {
  Project project;
  const Words names = {"a/1", "a/2", "a/3", "a/4"};
  for (const std::string& name : names) project.scenario(name, {"allocate", "100000", "0"});
  project.accept();
  const std::string before = project.text(project.baseline_path("a/1"));
  // Every time a little later, so that the signal comes at each step of an update, which takes some 50 ms; on
  // a busy machine longer.
  bool came_far = false;
  for (int milliseconds = 0; milliseconds < 60 || !came_far;
       milliseconds += milliseconds < 60 ? 3 : milliseconds) {
    ASSERT_LT(milliseconds, 60000) << "no update comes to its first file";
    const std::string bytes = std::to_string(200000 + milliseconds * 10000);
    for (const std::string& name : names) project.scenario(name, {"allocate", bytes, "0"});
    const std::unique_ptr<Background> update = project.start({"update", "--reason", "more"});
    ::usleep(static_cast<useconds_t>(milliseconds * 1000));
    update->signal(SIGKILL);
    update->wait();
    const Ran listing = project.highwater({"list"});  // which reads every baseline
    ASSERT_THAT(listing, Succeeds());
    ASSERT_THAT(listing.out, Not(HasSubstr("baseline without a scenario")));
    came_far = project.text(project.baseline_path("a/1")) != before;
  }
  EXPECT_THAT(project.update({"--reason", "more"}), Succeeds());
  EXPECT_THAT(project.check(), Succeeds());
}

}  // namespace
}  // namespace highwater
