// SPDX-License-Identifier: Apache-2.0
// A measured program sees the environment and the open files that it would have without the harness.
#include <gtest/gtest.h>

#include "base/file.h"
#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

TEST(Environment, ShowsNothingOfOursBeforeMain) {
  EXPECT_EQ(counted({HIGHWATER_TEST_EARLY_PROGRAM}), Numbers{});
}

// libc's `environ` is then an empty list.
TEST(Environment, MayBeEmpty) {
  Setting setting;
  setting.environment.clear();
  EXPECT_EQ(counted({HIGHWATER_TEST_ENDS, "returns"}, setting).retained_bytes, 2000);
}

TEST(Environment, OfALinkedProgramShowsNothingOfOursBeforeMain) {
  EXPECT_EQ(counted({HIGHWATER_TEST_EARLY_PROGRAM_LINKED}), Numbers{});
}

// The early library itself is what the user preloads: it is loaded, and its constructor runs.
TEST(Environment, KeepsWhatTheUserPreloads) {
  Setting setting;
  setting.environment.push_back("LD_PRELOAD=" HIGHWATER_TEST_EARLY_LIBRARY);
  setting.environment.push_back("KEPT_PRELOAD=" HIGHWATER_TEST_EARLY_LIBRARY);
  const Numbers all{.allocations = 2,
                    .allocated_bytes = 3000,
                    .peak_bytes = 3000,
                    .retained_bytes = 2000,
                    .retained_blocks = 1};
  EXPECT_EQ(counted({HIGHWATER_TEST_ENDS, "returns"}, setting), all);
  // The constructor can tell: told to expect another value, it fails.
  setting.environment.back() = "KEPT_PRELOAD=/another/library.so";
  EXPECT_EQ(measured({HIGHWATER_TEST_ENDS, "returns"}, setting).outcome.exit_code, 99);
}

TEST(Environment, WithChildrenItIsLeftAndTheResultSaysSo) {
  Setting setting;
  setting.children = Children::kFollow;
  const ProbeRun run = measured({HIGHWATER_TEST_EARLY_PROGRAM}, setting);
  EXPECT_EQ(run.outcome.exit_code, 99);
  ASSERT_FALSE(run.measurement.warnings.empty());
  EXPECT_NE(run.measurement.warnings.back().find("LD_PRELOAD"), std::string::npos);
}

TEST(Descriptors, AreThoseOfAProgramThatIsNotMeasured) {
  const std::string plain = plain_run({HIGHWATER_TEST_DESCRIPTORS, "list"}).standard_output.tail;
  EXPECT_EQ(plain.rfind("0000\n0001\n0002\n", 0), 0u) << plain;
  EXPECT_EQ(measured({HIGHWATER_TEST_DESCRIPTORS, "list"}).outcome.standard_output.tail, plain);
}

TEST(Descriptors, MayAllBeClosedAndUsedAgain) {
  EXPECT_EQ(counted({HIGHWATER_TEST_DESCRIPTORS, "close_all"}), (Numbers{.allocations = 1,
                                                                         .allocated_bytes = 3000,
                                                                         .peak_bytes = 3000,
                                                                         .retained_bytes = 3000,
                                                                         .retained_blocks = 1}));
}

// LD_PRELOAD splits at both, and nothing quotes them.
TEST(Library, MayLieInAFolderWithSpacesAndColons) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-e2e");
  Setting setting;
  setting.preload = folder.path() + "/a folder: with both/libhighwater_counting.so";
  ASSERT_TRUE(write_file(setting.preload, *read_file(HIGHWATER_TEST_LIBRARY)));
  EXPECT_EQ(counted({HIGHWATER_TEST_ENDS, "returns"}, setting), counted({HIGHWATER_TEST_ENDS, "returns"}));
}

}  // namespace
}  // namespace highwater::e2e
