// SPDX-License-Identifier: Apache-2.0
// The scopes of <highwater/gtest.h> in a program of their own (programs/scopes.cc): each that should fail
// does, and says where. A vector on the heap is 24 bytes, and its buffer.
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

Ran run_case(const std::string& name, const std::string& before = "") {
  Project project;
  return project.shell(before + " " + HIGHWATER_TEST_SCOPES + " --gtest_filter=Scopes." + name);
}

MATCHER_P(FailsWith, text, "a failed test that says so") {
  return arg.code == 1 && arg.out.find(text) != std::string::npos;
}

TEST(GtestScopes, PassWithinTheirLimits) {
  EXPECT_THAT(run_case("Pass"), Succeeds());
}

// 24 + 1000, one more than allowed; the rows add up to it.
TEST(GtestScopes, APeakAboveItsLimitFailsAndNamesTheSite) {
  const Ran ran = run_case("FailsPeak");
  EXPECT_THAT(ran, FailsWith("EXPECT_PEAK_LE(1023): the peak is 1,024 bytes, expected at most 1,023 bytes\n"
                             "  +1,024 bytes  (anonymous)::make_buffer <- (anonymous)::grow_and_drop"));
  EXPECT_THAT(ran.out, HasSubstr("scopes.cc:15\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("[unattributed]")));
}

TEST(GtestScopes, OtherBytesRetainedThanExpectedFail) {
  EXPECT_THAT(run_case("FailsRetained"),
              FailsWith("EXPECT_RETAINED_EQ(0): retained are 5,024 bytes, expected 0 bytes\n"
                        "  +5,024 bytes  (anonymous)::make_buffer <- Scopes_FailsRetained_Test::TestBody"));
  EXPECT_THAT(run_case("FailsRetainedByTooLittle"),
              FailsWith("EXPECT_RETAINED_EQ(100): retained are 0 bytes, expected 100 bytes"));
}

TEST(GtestScopes, AnAllocationWhereNoneIsExpectedFails) {
  EXPECT_THAT(run_case("FailsNoAllocation"),
              FailsWith("EXPECT_NO_ALLOCATION: there are 2 allocations, expected at most 0 allocations\n"
                        "  +2 allocations  (anonymous)::make_buffer <- "));
}

TEST(GtestScopes, MoreAllocationsThanExpectedFail) {
  EXPECT_THAT(run_case("FailsAllocations"), FailsWith("EXPECT_ALLOCATIONS_LE(3): there are 4 allocations"));
}

// 2024 + 24 outside, and inside 1024 of another peak.
TEST(GtestScopes, OneInsideAnotherHasItsOwnPeak) {
  const Ran ran = run_case("FailsOuterOnly");
  EXPECT_THAT(ran,
              FailsWith("EXPECT_PEAK_LE(2047): the peak is 2,048 bytes, expected at most 2,047 bytes\n"
                        "  a scope or region inside came after the peak; allocated in all were 3,072 bytes:\n"
                        "  +3,072 bytes  (anonymous)::make_buffer"));
  EXPECT_THAT(ran.out, Not(HasSubstr("EXPECT_PEAK_LE(1024)")));
}

TEST(GtestScopes, ABodyThatReturnsIsJudged) {
  EXPECT_THAT(run_case("FailsWhereTheBodyReturns"),
              FailsWith("EXPECT_NO_ALLOCATION: there are 2 allocations"));
}

TEST(GtestScopes, OtherThreadsCount) {
  EXPECT_THAT(run_case("FailsWithAnotherThread"),
              FailsWith("(anonymous)::make_buffer <- (anonymous)::grow_and_drop"));
}

// 13 places with two allocations each.
TEST(GtestScopes, ManySitesAreSummedUp) {
  const Ran ran = run_case("FailsAtManyPlaces");
  EXPECT_THAT(ran, FailsWith("there are 26 allocations"));
  EXPECT_THAT(ran.out, HasSubstr("allocate_at"));
  EXPECT_THAT(ran.out, Not(HasSubstr("[unattributed]")));
}

TEST(GtestScopes, InAForkedProcessNothingPassesUnseen) {
  const Ran ran = run_case("FailsInAForkedProcess");
  EXPECT_THAT(ran, FailsWith("Exited with exit status 77"));
  EXPECT_THAT(ran.out + ran.err, HasSubstr("this process was forked from the measured one"));
}

TEST(GtestScopes, WithoutTheHelperTheyNameModulesAndOffsets) {
  const Ran ran = run_case("FailsPeak", "HIGHWATER_SITE_NAMES=/nowhere/at-all");
  EXPECT_THAT(ran, FailsWith("highwater_adapter_scopes+0x"));
  EXPECT_TRUE(has_hint(ran.out, "set HIGHWATER_SITE_NAMES to its path"));
}

// Massif preloads nothing that counts, and the linked copy counts for itself all the same.
TEST(GtestScopes, WorkUnderEveryProbe) {
  Project project;
  const auto run = [&](const Words& flags) {
    Words words = {"run"};
    words.insert(words.end(), flags.begin(), flags.end());
    words.insert(words.end(), {"--", HIGHWATER_TEST_SCOPES, "--gtest_filter=Scopes.FailsPeak"});
    return project.highwater(words).out;
  };
  EXPECT_THAT(run({}), HasSubstr("the peak is 1,024 bytes"));
  EXPECT_THAT(run({}), HasSubstr("hint: run the test by itself, or with `highwater run --sites`"));
  EXPECT_THAT(run({"--sites"}), HasSubstr("+1,024 bytes  (anonymous)::make_buffer"));
}

TEST(GtestScopes, WithoutCountingTheyFailWithTheReason) {
  Project project;
  const Ran ran = project.shell(HIGHWATER_TEST_UNCOUNTED);
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("EXPECT_NO_ALLOCATION: cannot be judged: nothing counts in this process"));
  EXPECT_TRUE(has_hint(ran.out, "link highwater::gtest into the executable itself"));
  EXPECT_THAT(ran.out, HasSubstr("[   MEMORY ] no numbers: nothing counts in this process"));
}

// The same program is counted by a probe that preloads the library.
TEST(GtestScopes, WithoutCountingOfItsOwnAProgramHasTheProbes) {
  Project project;
  EXPECT_EQ(project.highwater({"run", "--", HIGHWATER_TEST_UNCOUNTED}).code, 0);
}

}  // namespace
}  // namespace highwater
