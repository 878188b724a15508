// SPDX-License-Identifier: Apache-2.0
// `highwater diff` and `go tool pprof -top -diff_base` of the same two results: every row is the same.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "report/testing/made_result.h"
#include "tests/export/testing/random_result.h"
#include "tests/export/testing/top_text.h"
#include "tests/export/testing/workshop.h"

namespace highwater {
namespace {

using testing::Contains;
using testing::IsEmpty;

struct Choice {
  const char* by;
  const char* sample_index;
};
constexpr Choice kChoices[] = {
    {"peak", "peak_space"}, {"retained", "inuse_space"}, {"allocated", "alloc_space"}};

class PprofDiff : public testing::Test {
 protected:
  TopText highwater_diff(const std::string& old, const std::string& current, const std::string& flags) {
    return read_top(workshop_.highwater(fmt::format("diff {} {} {}", old, current, flags)));
  }
  TopText pprof_diff(const std::string& old, const std::string& current, const std::string& flags) {
    return read_top(
        workshop_.pprof(fmt::format("-top -symbolize=none {} -diff_base={} {}", flags, old, current)));
  }
  void expect_the_same(const std::string& old, const std::string& current) {
    const std::string old_profile = workshop_.profile_of(old);
    const std::string current_profile = workshop_.profile_of(current);
    for (const Choice& choice : kChoices)
      for (const int rows : {0, 4})
        EXPECT_EQ(highwater_diff(old, current, fmt::format("-n {} --by {}", rows, choice.by)),
                  pprof_diff(old_profile, current_profile,
                             fmt::format("-nodecount={} -sample_index={}", rows, choice.sample_index)))
            << old << " " << current << " by " << choice.by << " " << rows;
    EXPECT_EQ(highwater_diff(old, current, "-n 0 --cum"), pprof_diff(old_profile, current_profile, "-cum"));
  }
  Workshop workshop_;
};

TEST_F(PprofDiff, OfARealProgramIsTheSame) {
  const std::string old = workshop_.measure("old.json", 1);
  const std::string current = workshop_.measure("new.json", 4);
  expect_the_same(old, current);
  expect_the_same(current, old);
  EXPECT_FALSE(highwater_diff(old, current, "").rows.empty());
}

TEST_F(PprofDiff, OfARegionIsTheSame) {
  const std::string old = workshop_.measure("old.json", 1);
  const std::string current = workshop_.measure("new.json", 3);
  EXPECT_EQ(highwater_diff(old, current, "-n 0 --region load --by retained"),
            pprof_diff(workshop_.profile_of(old, "load"), workshop_.profile_of(current, "load"),
                       "-sample_index=inuse_space"));
}

TEST_F(PprofDiff, PercentagesAreOfTheOldTotal) {
  const std::string old = workshop_.save("old.json", made_result({made_site(1000, {"a", "main"})}));
  const std::string current =
      workshop_.save("new.json", made_result({made_site(800, {"a", "main"}), made_site(500, {"b", "main"})}));
  expect_the_same(old, current);
  const TopText diff = highwater_diff(old, current, "");
  EXPECT_THAT(diff.header, Contains("Showing nodes accounting for 300B, 30.00% of 1000B total"));
  EXPECT_EQ(diff.rows, (std::vector<TopRow>{{"500B", "50.00%", "50.00%", "500B", "50.00%", "b"},
                                            {"-200B", "20.00%", "30.00%", "-200B", "20.00%", "a"},
                                            {"0", "0%", "30.00%", "300B", "30.00%", "main"}}));
}

TEST_F(PprofDiff, OfAResultWithItselfHasNoRows) {
  const std::string result = workshop_.measure("same.json", 2);
  expect_the_same(result, result);
  EXPECT_THAT(highwater_diff(result, result, "").rows, IsEmpty());
}

TEST_F(PprofDiff, OfNothingIsTheSame) {
  const std::string nothing = workshop_.save("nothing.json", made_result({}));
  const std::string something =
      workshop_.save("something.json", made_result({made_site(700, {"a", "main"})}));
  expect_the_same(nothing, something);
  expect_the_same(something, nothing);
}

TEST_F(PprofDiff, OfRandomResultsIsTheSame) {
  std::mt19937 random(21);
  for (int round = 0; round < 30; ++round) {
    const Measurement before = random_result(random);
    const std::string old = workshop_.save(fmt::format("old{}.json", round), before);
    const std::string current = workshop_.save(
        fmt::format("new{}.json", round), round % 5 == 0 ? random_result(random) : changed(before, random));
    const Choice& choice = kChoices[random() % std::size(kChoices)];
    const bool cum = random() % 2 == 0;
    const std::size_t rows = random() % 2 == 0 ? 0 : 1 + random() % 9;
    ASSERT_EQ(
        highwater_diff(old, current, fmt::format("-n {} --by {} {}", rows, choice.by, cum ? "--cum" : "")),
        pprof_diff(
            workshop_.profile_of(old), workshop_.profile_of(current),
            fmt::format("-nodecount={} -sample_index={} {}", rows, choice.sample_index, cum ? "-cum" : "")))
        << round << " by " << choice.by;
  }
}

// The comparison itself can fail.
TEST_F(PprofDiff, TheOtherWayRoundIsNotTheSame) {
  const std::string old = workshop_.save("old.json", made_result({made_site(1000, {"a"})}));
  const std::string current = workshop_.save("new.json", made_result({made_site(800, {"a"})}));
  EXPECT_NE(highwater_diff(old, current, ""),
            pprof_diff(workshop_.profile_of(current), workshop_.profile_of(old), ""));
}

}  // namespace
}  // namespace highwater
