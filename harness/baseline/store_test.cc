// SPDX-License-Identifier: Apache-2.0
#include "baseline/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "base/error_printer.h"
#include "base/file.h"
#include "baseline/baseline_example.h"
#include "baseline/baseline_json.h"
#include "baseline/digest.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kHere = "linux-x86_64-gnu12-release";

class BaselineStoreTest : public testing::Test {
 protected:
  void save(const std::string& profile, const std::string& scenario) const {
    Baseline baseline = example_baseline();
    baseline.profile = profile;
    baseline.scenario = scenario;
    ASSERT_TRUE(BaselineStore(root_, profile).save(baseline));
  }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root_)) count += entry.is_directory() ? 0u : 1u;
    return count;
  }
  TemporaryDirectory directory_ = *TemporaryDirectory::create("highwater-store-test");
  std::string root_ = directory_.path() + "/baselines";
  BaselineStore store_{root_, kHere};
};

TEST_F(BaselineStoreTest, WhatIsSavedIsLoaded) {
  ASSERT_TRUE(store_.save(example_baseline()));
  EXPECT_EQ(store_.path_of("batch_download/trimmed"), root_ + "/" + kHere + "/batch_download/trimmed.json");
  EXPECT_EQ(*store_.load("batch_download/trimmed"), with_digest(example_baseline()));
  EXPECT_EQ(**store_.find("batch_download/trimmed"), with_digest(example_baseline()));
  EXPECT_EQ(*store_.find("batch_download"), std::nullopt);
}

TEST_F(BaselineStoreTest, ANumberEditedByHandIsNoBaseline) {
  ASSERT_TRUE(store_.save(example_baseline()));
  const std::string path = store_.path_of("batch_download/trimmed");
  std::string text = *read_file(path);
  const std::string old = "\"value\": 1000000";
  ASSERT_TRUE(write_file(path, text.replace(text.find(old), old.size(), "\"value\": 1000001")));
  const Error error = store_.load("batch_download/trimmed").error();
  EXPECT_EQ(error.status, ExitStatus::kBaseline);
  EXPECT_EQ(error.what, path +
                            ": no measurement made these numbers: they do not fit the digest of the file, so "
                            "they were edited by hand, or merged from two branches");
  EXPECT_EQ(error.hint,
            "git checkout brings the measured ones back; highwater update batch_download/trimmed "
            "--reason \"…\" measures new ones");
  EXPECT_TRUE(store_.find("batch_download/trimmed").value()) << "an update starts from it";
}

TEST_F(BaselineStoreTest, AScenarioWithoutAnyBaselineIsToldFromOneOfOtherPlatforms) {
  const std::string path = store_.path_of("a/b");
  EXPECT_EQ(store_.load("a/b").error(), (Error{ExitStatus::kBaseline, path + ": no baseline for \"a/b\"",
                                               "highwater update a/b --reason \"first numbers\""}));
  save("other", "something/else");
  EXPECT_EQ(store_.load("a/b").error().what, path + ": no baseline for \"a/b\"");
  save("linux-aarch64", "a/b");
  save("linux-riscv64", "a/b");
  EXPECT_EQ(
      store_.load("a/b").error(),
      (Error{ExitStatus::kBaseline,
             path +
                 ": no baseline for \"a/b\" on this platform, linux-x86_64-gnu12-release; there is one for "
                 "linux-aarch64, linux-riscv64",
             "highwater update a/b --reason \"first numbers\""}));
}

TEST_F(BaselineStoreTest, AFileThatWasCopiedFromElsewhereIsRefused) {
  save("linux-aarch64", "a");
  ASSERT_TRUE(
      write_file(store_.path_of("a"), *read_file(BaselineStore(root_, "linux-aarch64").path_of("a"))));
  EXPECT_EQ(store_.load("a").error().status, ExitStatus::kBaseline);
  save(kHere, "b");
  ASSERT_TRUE(write_file(store_.path_of("c"), *read_file(store_.path_of("b"))));
  EXPECT_EQ(store_.load("c").error().status, ExitStatus::kUsage);
}

TEST_F(BaselineStoreTest, WhatCannotBeUsedIsAnErrorAndStays) {
  for (const char* text : {"", "{", "{\"schema\": 0}", "{\"schema\": 2}"}) {
    ASSERT_TRUE(write_file(store_.path_of("a"), text));
    EXPECT_EQ(store_.find("a").error().status, ExitStatus::kUsage);
    EXPECT_EQ(store_.load("a").error().status, ExitStatus::kUsage);
    EXPECT_EQ(*read_file(store_.path_of("a")), text);
  }
  fs::create_directories(store_.path_of("folder"));
  EXPECT_EQ(store_.load("folder").error().what, store_.path_of("folder") + ": read: Is a directory");
  fs::create_symlink("nowhere", store_.path_of("link"));
  EXPECT_EQ(store_.load("link").error().what, store_.path_of("link") + ": open: No such file or directory");
}

TEST_F(BaselineStoreTest, NamesAndOrphansAreThoseOfTheProfile) {
  EXPECT_THAT(*store_.names(), IsEmpty());
  EXPECT_THAT(*store_.profiles(), IsEmpty());
  save(kHere, "b/two");
  save(kHere, "b/one");
  save(kHere, "a");
  save("other", "c");
  ASSERT_TRUE(write_file(root_ + "/" + kHere + "/README.md", "text"));
  ASSERT_TRUE(write_file(root_ + "/notes/README.md", "text"));
  EXPECT_THAT(*store_.names(), ElementsAre("a", "b/one", "b/two"));
  EXPECT_THAT(*store_.orphans({"b/one", "new"}), ElementsAre("a", "b/two"));
  EXPECT_THAT(*store_.orphans({"a", "b/one", "b/two"}), IsEmpty());
  EXPECT_THAT(*store_.profiles(), ElementsAre(kHere, "other"));
}

TEST_F(BaselineStoreTest, LinksInsideAreFollowed) {
  save(kHere, "real/a");
  fs::create_directory_symlink("real", root_ + "/" + kHere + "/linked");
  fs::create_symlink("real/a.json", root_ + "/" + kHere + "/b.json");
  EXPECT_THAT(*store_.names(), ElementsAre("b", "linked/a", "real/a"));
}

TEST_F(BaselineStoreTest, ANameNeverLeavesTheFolder) {
  EXPECT_EQ(store_.load("../../secret").error(),
            (Error{ExitStatus::kUsage, "\"../../secret\" is no valid name: it contains '..'", ""}));
  Baseline baseline = example_baseline();
  baseline.scenario = "/etc/passwd";
  EXPECT_EQ(store_.save(baseline).error().what, "\"/etc/passwd\" is no valid name: a segment of it is empty");
  baseline = example_baseline();
  baseline.profile = "other";
  EXPECT_EQ(
      store_.save(baseline).error(),
      (Error{ExitStatus::kBaseline,
             store_.path_of(baseline.scenario) +
                 ": the new baseline is for another platform, other; expected linux-x86_64-gnu12-release",
             ""}));
}

// RLIMIT_FSIZE makes write(2) fail in the middle, as a full disk does.
TEST_F(BaselineStoreTest, AFullDiskLeavesTheOldBaseline) {
  ASSERT_TRUE(store_.save(example_baseline()));
  Baseline larger = example_baseline();
  larger.reason = std::string(100000, 'x');
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {4096, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Expected<void> saved = store_.save(larger);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_DFL);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().what, store_.path_of(larger.scenario) + ": write: File too large");
  EXPECT_EQ(*store_.load(larger.scenario), with_digest(example_baseline()));
  EXPECT_EQ(files(), 1u);
}

TEST_F(BaselineStoreTest, ASecondUpdaterIsKeptOut) {
  {
    const Expected<UpdateLock> first = store_.lock();
    ASSERT_TRUE(first);
    EXPECT_EQ(BaselineStore(root_, kHere).lock().error(),
              (Error{ExitStatus::kUsage, root_ + "/" + kHere + ": another update is running",
                     "nothing was changed; run again when it has ended"}));
    EXPECT_TRUE(BaselineStore(root_, "other").lock()) << "another platform's baselines are another matter";
    EXPECT_EQ(files(), 0u) << "a lock file would end up in git";
  }
  EXPECT_TRUE(store_.lock());
}

}  // namespace
}  // namespace highwater
