// SPDX-License-Identifier: Apache-2.0
// What cannot be attached is exit code 5 with the reason and what to do instead; and that works.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/counting/testing/command.h"

namespace highwater::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(AnyProgram, AStaticGoProgramIsRefusedWithWhatMeasuresIt) {
  for (const char* probe : {"counting", "massif"}) {
    const ProcessOutcome outcome = plain_run(run_of({HIGHWATER_TEST_GO_STATIC}, {"--probe", probe}));
    EXPECT_EQ(outcome.exit_code, 5) << probe;
    EXPECT_THAT(outcome.standard_error.tail, AllOf(HasSubstr("statically linked"), HasSubstr("hint: "),
                                                   HasSubstr("pprof"), HasSubstr("CGO_ENABLED=1")))
        << probe;
  }
}

// Valgrind replaces a malloc in the program itself, because it does so wherever one is defined (since 3.12;
// what used to take --soname-synonyms=somalloc=NONE).
TEST(AnyProgram, AnAllocatorOfTheProgramsOwnIsMassifsToMeasure) {
  const ProcessOutcome refused = plain_run(run_of({HIGHWATER_TEST_OWN_MALLOC}));
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.standard_error.tail,
              AllOf(HasSubstr("the program brings an allocator of its own"), HasSubstr("--probe massif")));

  const ProcessOutcome outcome =
      plain_run(run_of({HIGHWATER_TEST_OWN_MALLOC}, {"--probe", "massif", "--json", "-"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  const nlohmann::json metrics = nlohmann::json::parse(outcome.standard_output.tail).at("metrics");
  EXPECT_EQ(metrics.at("peak_bytes"), 100);
  EXPECT_EQ(metrics.at("retained_bytes"), 100);
  EXPECT_EQ(metrics.at("allocations"), 1);
}

}  // namespace
}  // namespace highwater::e2e
