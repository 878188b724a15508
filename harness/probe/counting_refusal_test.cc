// SPDX-License-Identifier: Apache-2.0
#include "probe/counting_refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::HasSubstr;

ProcessOutcome ended(int code) {
  ProcessOutcome outcome;
  outcome.exit_code = code;
  return outcome;
}

ProcessReport reported(std::uint32_t flags, std::uint32_t state = counting::kAttached) {
  ProcessReport report;
  report.flags = flags;
  report.state = state;
  return report;
}

TEST(CountingRefusal, ASanitizerIsRefusedByName) {
  ExecutableFacts facts;
  facts.sanitizer = "AddressSanitizer";
  const std::optional<Error> error = refuse_executable("app", facts);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->status, ExitStatus::kProbe);
  EXPECT_EQ(error->what, "app: built with AddressSanitizer, whose runtime replaces the allocator");
  EXPECT_FALSE(refuse_executable("app", ExecutableFacts{}));
}

TEST(CountingRefusal, AnOperatorNewThatCallsNoMallocIsRefused) {
  ExecutableFacts facts;
  facts.own_new = OwnNew::kMayCallMalloc;
  EXPECT_FALSE(refuse_executable("app", facts));
  facts.own_new = OwnNew::kCallsNoMalloc;
  const std::optional<Error> error = refuse_executable("app", facts);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->status, ExitStatus::kProbe);
  EXPECT_THAT(error->hint, HasSubstr("--probe massif"));
}

TEST(CountingRefusal, AnOperatorNewThatMayCallMallocIsAWarning) {
  ExecutableFacts facts;
  EXPECT_EQ(warn_of_own_new(facts), std::nullopt);
  facts.own_new = OwnNew::kMayCallMalloc;
  EXPECT_EQ(
      warn_of_own_new(facts),
      "the program defines operator new: counted is what that takes from malloc, not what it takes from "
      "elsewhere");
  facts.own_new = OwnNew::kMayBeTheRuntimes;
  EXPECT_FALSE(refuse_executable("app", facts));
  EXPECT_EQ(
      warn_of_own_new(facts),
      "the program defines operator new, or has the one of a C++ runtime linked into it, which a stripped "
      "file does not tell apart: counted is what that takes from malloc, not what it takes from elsewhere");
}

TEST(CountingRefusal, AnImageThatFoundNoRoomIsRefused) {
  const Error error = replaced_without_room("app", 7);
  EXPECT_EQ(error.status, ExitStatus::kProbe);
  EXPECT_EQ(
      error.what,
      "app: the program replaced itself by exec with one that was not counted; 7 processes found no room "
      "to be counted in");
}

TEST(CountingRefusal, NotAttachedSaysWhy) {
  ExecutableFacts facts;
  facts.is_elf = true;
  EXPECT_EQ(not_attached("app", facts, ended(0)).what, "app: the counting library did not attach");
  facts.is_static = true;
  EXPECT_EQ(not_attached("app", facts, ended(0)).what,
            "app: the counting library did not attach: the program is statically linked");
  facts.is_go = true;
  EXPECT_THAT(not_attached("app", facts, ended(0)).hint, HasSubstr("CGO_ENABLED=1"));
  facts.is_static = false;
  facts.loader = "/lib/ld-musl-x86_64.so.1";
  EXPECT_THAT(not_attached("app", facts, ended(127)).what,
              HasSubstr("linked with another C library (/lib/ld-musl-x86_64.so.1)"));
  EXPECT_EQ(not_attached("app", facts, ended(127)).status, ExitStatus::kProbe);
  facts.loader = "/lib64/ld-linux-x86-64.so.2";
  facts.is_privileged = true;
  EXPECT_THAT(not_attached("app", facts, ended(0)).what, HasSubstr("set-user-id"));
  facts.other_architecture = true;
  EXPECT_THAT(not_attached("app", facts, ended(0)).what, HasSubstr("another architecture"));
  EXPECT_EQ(not_attached("app", facts, ended(0)).status, ExitStatus::kProbe);
}

TEST(CountingRefusal, AProgramThatCouldNotEvenStartIsTheScenariosFailure) {
  ProcessOutcome outcome = ended(127);
  outcome.standard_error.tail = "app: error while loading shared libraries: libx.so\n";
  const Error error = not_attached("app", ExecutableFacts{}, outcome);
  EXPECT_EQ(error.status, ExitStatus::kScenario);
  EXPECT_EQ(error.what,
            "app: exit code 127 before the counting library could attach: app: error while loading shared "
            "libraries: libx.so");
}

TEST(CountingRefusal, EveryFlagAndAReplacedImageAreRefused) {
  EXPECT_FALSE(refuse_report("app", reported(0), false));
  for (const std::uint32_t flag : {counting::kOwnMalloc, counting::kNoForkGuard, counting::kTableFull,
                                   counting::kTooManyRegions, counting::kWrapper}) {
    const std::optional<Error> error = refuse_report("app", reported(flag), false);
    ASSERT_TRUE(error) << flag;
    EXPECT_EQ(error->status, ExitStatus::kProbe);
    EXPECT_FALSE(error->hint.empty());
  }
  EXPECT_THAT(refuse_report("app", reported(0, counting::kReplaced), false)->hint, HasSubstr("--children"));
}

TEST(CountingRefusal, WrappersAreFineWhenChildrenAreFollowed) {
  EXPECT_FALSE(refuse_report("app", reported(counting::kWrapper), true));
}

// The image that it became never reported: these numbers are the wrapper's.
TEST(CountingRefusal, AnExecThatNobodyFollowsIsRefusedEvenThen) {
  const std::optional<Error> error = refuse_report("app", reported(0, counting::kReplaced), true);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->status, ExitStatus::kProbe);
  EXPECT_THAT(error->what, HasSubstr("did not attach"));
}

}  // namespace
}  // namespace highwater
