// SPDX-License-Identifier: Apache-2.0
// Libraries with a scope of their own (E41, E42), which our functions are not in: their blocks are not
// counted, and the program's own numbers stay right. Of blocks that cross over the result notices those that
// come: a free that we do not see takes nothing out of the books.
#include <gmock/gmock.h>

#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kWarning = "RTLD_DEEPBIND";

ProbeRun host(const std::string& way, const std::string& what, Tier tier = Tier::kCounters) {
  Setting setting;
  set_tier(setting, tier);
  ProbeRun run = measured({HIGHWATER_TEST_PRIVATE_HOST, way, what}, setting);
  EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
  return run;
}

// Of a plug-in in the program's own scope everything counts: 9000 bytes, twice.
TEST(E41, ALibraryInTheProgramsScopeIsCounted) {
  const ProbeRun own = host("plain", "own");
  const ProbeRun given = host("plain", "given");
  EXPECT_EQ(numbers_of(given.measurement.metrics) - numbers_of(own.measurement.metrics),
            (Numbers{.allocations = 1, .allocated_bytes = 9000}));
  EXPECT_THAT(given.measurement.warnings, Not(Contains(HasSubstr(kWarning))));
}

// What the loader needs for it is counted; the plug-in's 9000 bytes are not.
TEST(E41, ALibraryBoundToItselfIsNotCountedAndDisturbsNothing) {
  for (const Tier tier : kTiers) {
    const Measurement own = host("deepbind", "own", tier).measurement;
    EXPECT_LT(numbers_of(tier, own).peak_bytes, 9000) << name_of(tier);
    EXPECT_GE(numbers_of(tier, own).retained_bytes, 500) << name_of(tier);
  }
}

TEST(E41, BlocksOfALibraryBoundToItselfThatTheProgramFreesAreNoticed) {
  for (const Tier tier : kTiers) {
    const Measurement own = host("deepbind", "own", tier).measurement;
    const Measurement given = host("deepbind", "given", tier).measurement;
    EXPECT_EQ(numbers_of(tier, given), numbers_of(tier, own)) << name_of(tier);
    EXPECT_THAT(own.warnings, Not(Contains(HasSubstr(kWarning))));
    EXPECT_THAT(given.warnings, Contains(HasSubstr(kWarning)));
  }
}

// 600 bytes of the program's that the plug-in frees, unseen.
void expect_to_stay_in_the_books(const std::string& way) {
  for (const Tier tier : kTiers) {
    const Measurement own = host(way, "own", tier).measurement;
    const Measurement taken = host(way, "taken", tier).measurement;
    EXPECT_EQ(numbers_of(tier, taken) - numbers_of(tier, own), (Numbers{.allocations = 1,
                                                                        .allocated_bytes = 600,
                                                                        .peak_bytes = 600,
                                                                        .retained_bytes = 600,
                                                                        .retained_blocks = 1}))
        << name_of(tier);
    EXPECT_THAT(own.warnings, Not(Contains(HasSubstr(kWarning)))) << name_of(tier);
    EXPECT_THAT(taken.warnings, Not(Contains(HasSubstr(kWarning)))) << name_of(tier);
  }
}

TEST(E41, BlocksOfTheProgramThatALibraryBoundToItselfFreesStayInItsBooksUnnoticed) {
  expect_to_stay_in_the_books("deepbind");
}

// A namespace of its own has a libc of its own, too.
TEST(E42, ALibraryInANamespaceOfItsOwnIsNotCountedAndDisturbsNothing) {
  for (const Tier tier : kTiers) {
    const Numbers own = numbers_of(tier, host("dlmopen", "own", tier).measurement);
    EXPECT_LT(own.peak_bytes, 9000) << name_of(tier);
    EXPECT_GE(own.retained_bytes, 500) << name_of(tier);
  }
}

TEST(E42, BlocksOfTheProgramThatALibraryInANamespaceOfItsOwnFreesStayInItsBooksUnnoticed) {
  expect_to_stay_in_the_books("dlmopen");
}

// The program's libc does not know the block of the other one, and ends the program, measured or not.
TEST(E42, ABlockOfALibraryInANamespaceOfItsOwnThatTheProgramFreesIsNoticed) {
  const std::vector<std::string> command = {HIGHWATER_TEST_PRIVATE_HOST, "dlmopen", "given"};
  const ProcessOutcome plain = plain_run(command);
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    const ProbeRun run = measured(command, setting);
    EXPECT_EQ(run.outcome.signal, plain.signal) << name_of(tier);
    EXPECT_EQ(run.outcome.exit_code, plain.exit_code) << name_of(tier);
    EXPECT_THAT(run.measurement.warnings, Contains(HasSubstr(kWarning))) << name_of(tier);
  }
}

}  // namespace
}  // namespace highwater::e2e
