// SPDX-License-Identifier: Apache-2.0
// Our own small programs, to the byte what memcheck and DHAT say of them: corners of the malloc family, ends
// of every kind, threads.
#include "tests/counting/testing/witnesses.h"

namespace highwater::e2e {
namespace {

using WitnessFixtures = Witnesses;

class WitnessMallocFamily : public Witnesses, public testing::WithParamInterface<const char*> {};

TEST_P(WitnessMallocFamily, Agrees) {
  expect_agreement({{HIGHWATER_TEST_SEMANTICS, GetParam()}});
}

INSTANTIATE_TEST_SUITE_P(Modes, WitnessMallocFamily,
                         testing::Values("malloc_zero", "realloc_null", "realloc_zero", "realloc_grows",
                                         "calloc_zeroes", "errno_kept"),
                         [](const testing::TestParamInfo<const char*>& mode) {
                           return std::string(mode.param);
                         });

// That the comparison can fail.
TEST_F(WitnessFixtures, DisagreeOnAnotherProgram) {
  const Numbers said = valgrind({{HIGHWATER_TEST_SEMANTICS, "malloc_zero"}});
  for (const Tier tier : kTiers)
    EXPECT_NE(numbers_in(tier, {{HIGHWATER_TEST_SEMANTICS, "realloc_null"}}), said);
}

TEST_F(WitnessFixtures, AgreeOnHandlersAndDestructorsThatRunAtTheEnd) {
  expect_agreement({{HIGHWATER_TEST_ENDS, "at_exit"}});
  expect_agreement({{HIGHWATER_TEST_STATIC_DESTRUCTOR, "holds"}});
}

TEST_F(WitnessFixtures, AgreeOnUnderscoreExit) {
  expect_agreement({.command = {HIGHWATER_TEST_ENDS, "_exit_7"}, .exit_code = 7});
}

TEST_F(WitnessFixtures, AgreeOnAProgramThatClosesItsStandardFiles) {
  expect_agreement({{HIGHWATER_TEST_ENDS, "closes_stderr"}});
}

// A thread costs the vector of modules with thread-local storage that libc callocs for it. Ours is one more
// such module, and what that adds is not the program's.
TEST_F(WitnessFixtures, AgreeOnThreadsThatDoNothing) {
  expect_agreement({{HIGHWATER_TEST_THREADS, "idle"}}, ZeroSizes::kNone);
}
TEST_F(WitnessFixtures, AgreeOnThreadsThatAllocate) {
  expect_agreement({{HIGHWATER_TEST_THREADS, "churn"}}, ZeroSizes::kNone);
}
TEST_F(WitnessFixtures, AgreeOnThreadsOfALinkedProgram) {
  expect_agreement({{HIGHWATER_TEST_THREADS_LINKED, "idle"}}, ZeroSizes::kNone);
}

TEST(Tiers, WithSitesTheNumbersAreTheSumsOverThem) {
  Measurement measurement;
  measurement.metrics.peak_bytes = 77;
  SiteResult& site = measurement.sites.emplace_back();
  site.peak_bytes = 1;
  site.retained_bytes = 20;
  site.retained_blocks = 300;
  site.allocated_bytes = 4000;
  site.allocations = 50000;
  measurement.sites.push_back(measurement.sites.front());
  EXPECT_EQ(numbers_of(Tier::kSites, measurement), (Numbers{.allocations = 100000,
                                                            .allocated_bytes = 8000,
                                                            .peak_bytes = 2,
                                                            .retained_bytes = 40,
                                                            .retained_blocks = 600}));
  EXPECT_EQ(numbers_of(Tier::kCounters, measurement), Numbers{.peak_bytes = 77});
}

}  // namespace
}  // namespace highwater::e2e
