// SPDX-License-Identifier: Apache-2.0
// `highwater top` and `go tool pprof -top` of the same result: every row and every column is the same.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "report/testing/made_result.h"
#include "tests/export/testing/random_result.h"
#include "tests/export/testing/top_text.h"
#include "tests/export/testing/workshop.h"

namespace highwater {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::Field;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

struct Choice {
  const char* by;
  const char* sample_index;
};
constexpr Choice kChoices[] = {
    {"peak", "peak_space"}, {"retained", "inuse_space"}, {"allocated", "alloc_space"}};

class PprofTop : public testing::Test {
 protected:
  TopText highwater_top(const std::string& result, const std::string& flags) {
    return read_top(workshop_.highwater(fmt::format("top {} {}", result, flags)));
  }
  TopText pprof_top(const std::string& profile, const std::string& flags) {
    return read_top(workshop_.pprof(fmt::format("-top -symbolize=none {} {}", flags, profile)));
  }
  // With every --by, sorted both ways, long and short.
  void expect_the_same(const std::string& result, const std::string& region = "") {
    const std::string profile = workshop_.profile_of(result, region);
    const std::string of_region = region.empty() ? "" : " --region " + region;
    for (const Choice& choice : kChoices)
      for (const char* order : {"", "cum"})
        for (const int rows : {0, 3})
          EXPECT_EQ(highwater_top(result, fmt::format("-n {} --by {} {}{}", rows, choice.by,
                                                      *order == '\0' ? "" : "--cum", of_region)),
                    pprof_top(profile, fmt::format("-nodecount={} -sample_index={} {}", rows,
                                                   choice.sample_index, *order == '\0' ? "" : "-cum")))
              << result << " " << region << " by " << choice.by << " " << order << " " << rows;
  }
  Workshop workshop_;
};

TEST_F(PprofTop, OfARealProgramIsTheSame) {
  const std::string result = workshop_.measure("real.json", 3);
  expect_the_same(result);
  expect_the_same(result, "load");
  const TopText top = highwater_top(result, "-n 0");
  EXPECT_THAT(top.rows, SizeIs(testing::Ge(10u)));
  EXPECT_THAT(top.rows, Contains(Field(&TopRow::name, EndsWith(" (inline)"))));
  EXPECT_THAT(top.rows, Contains(Field(&TopRow::name, StartsWith("shop::Shelf<double>::put("))));
  EXPECT_THAT(top.rows, Contains(Field(&TopRow::name, "shop::grow(int)")));
}

// Without a flag: pprof then looks for the program and demangles what it takes for mangled.
TEST_F(PprofTop, WithPprofsDefaultsIsTheSame) {
  const std::string result = workshop_.measure("real.json", 2);
  const std::string profile = workshop_.profile_of(result);
  EXPECT_EQ(highwater_top(result, "-n 0"), read_top(workshop_.pprof("-top " + profile)));
}

TEST_F(PprofTop, ShowsTwentyRowsUnlessToldOtherwise) {
  std::vector<SiteResult> sites;
  for (int i = 0; i < 40; ++i) sites.push_back(made_site(1000 + i, {fmt::format("f{}", i), "main"}));
  const std::string result = workshop_.save("many.json", made_result(sites));
  EXPECT_THAT(highwater_top(result, "").rows, SizeIs(20));
  EXPECT_THAT(highwater_top(result, "").header, Contains("Showing top 20 nodes out of 41"));
  EXPECT_EQ(highwater_top(result, ""), pprof_top(workshop_.profile_of(result), "-nodecount=20"));
}

TEST_F(PprofTop, OfRecursionIsTheSame) {
  const std::string result = workshop_.save(
      "recursion.json", made_result({made_site(1000, {"leaf", "walk", "walk", "visit", "walk", "main"}),
                                     made_site(300, {"walk", "walk", "main"}), made_site(70, {"walk"}),
                                     made_site(5, {"main"})}));
  expect_the_same(result);
  EXPECT_EQ(highwater_top(result, "--unit bytes").rows,
            (std::vector<TopRow>{{"1000B", "72.73%", "72.73%", "1000B", "72.73%", "leaf"},
                                 {"370B", "26.91%", "99.64%", "1370B", "99.64%", "walk"},
                                 {"5B", "0.36%", "100%", "1305B", "94.91%", "main"},
                                 {"0", "0%", "100%", "1000B", "72.73%", "visit"}}));
}

// Half a percent of 1,000,000 is 5,000: 4,999 is dropped, 5,000 stays.
TEST_F(PprofTop, DropsTheSameSmallFunctions) {
  const std::string result = workshop_.save(
      "small.json",
      made_result({made_site(990'000, {"large", "main"}), made_site(5000, {"just_enough", "main"}),
                   made_site(4999, {"too_small", "main"}), made_site(1, {"tiny"})}));
  expect_the_same(result);
  const TopText top = highwater_top(result, "");
  EXPECT_THAT(top.header, Contains(HasSubstr("Dropped 2 nodes (cum <= ")));
  EXPECT_THAT(top.rows, Contains(Field(&TopRow::name, "just_enough")));
}

TEST_F(PprofTop, OfFunctionsThatAreNotKnownIsTheSame) {
  Measurement measurement = made_result({made_site(400, {"", "main"}), made_site(300, {"", "main"}),
                                         made_site(200, {"", "main"}), made_site(100, {"", ""})});
  const auto in_module = [](SiteResult& site, const std::string& module, const std::string& function) {
    Frame frame = *site.frames[0];
    frame.module = module;
    frame.function = function;
    site.frames[0] = frame;
  };
  in_module(measurement.sites[1], "/usr/lib/libother.so", "");
  in_module(measurement.sites[2], "", "");
  in_module(measurement.sites[3], "/opt/libother.so", "");
  const std::string result = workshop_.save("unknown.json", measurement);
  expect_the_same(result);
  std::vector<std::string> names;
  for (const TopRow& row : highwater_top(result, "").rows) names.push_back(row.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"[app]", "[libother.so]", "<unknown>", "[libother.so]", "main"}));
}

TEST_F(PprofTop, OfNothingIsTheSame) {
  expect_the_same(workshop_.save("empty.json", made_result({})));
  expect_the_same(workshop_.save("zero.json", made_result({made_site(0, {"f", "main"})})));
}

// 300 functions that nobody calls, each a third of a percent.
TEST_F(PprofTop, WhenEverythingIsSmallIsTheSame) {
  std::vector<SiteResult> sites;
  for (int i = 0; i < 300; ++i) sites.push_back(made_site(5000 + i, {fmt::format("f{}", i)}));
  const std::string result = workshop_.save("small.json", made_result(sites));
  expect_the_same(result);
  EXPECT_THAT(highwater_top(result, "").rows, testing::IsEmpty());
}

TEST_F(PprofTop, InEveryUnitIsTheSame) {
  const std::string result = workshop_.save(
      "units.json", made_result({made_site(3'000'000'000, {"a"}), made_site(40'000'000, {"b"})}));
  const std::string profile = workshop_.profile_of(result);
  for (const char* unit : {"bytes", "kB", "MB", "GB", "TB", "PB"})
    EXPECT_EQ(highwater_top(result, fmt::format("--unit {}", unit)),
              pprof_top(profile, fmt::format("-unit={}", unit)));
}

TEST_F(PprofTop, OfRandomResultsIsTheSame) {
  std::mt19937 random(20);
  for (int round = 0; round < 40; ++round) {
    const std::string result = workshop_.save(fmt::format("random{}.json", round), random_result(random));
    const std::string region = random() % 3 == 0 ? "r" : "";
    const std::string profile = workshop_.profile_of(result, region);
    const Choice& choice = kChoices[random() % std::size(kChoices)];
    const bool cum = random() % 2 == 0;
    const std::size_t rows = random() % 2 == 0 ? 0 : 1 + random() % 9;
    ASSERT_EQ(highwater_top(result, fmt::format("-n {} --by {} {} {}", rows, choice.by, cum ? "--cum" : "",
                                                region.empty() ? "" : "--region r")),
              pprof_top(profile, fmt::format("-nodecount={} -sample_index={} {}", rows, choice.sample_index,
                                             cum ? "-cum" : "")))
        << round << " by " << choice.by;
  }
}

// The comparison itself can fail.
TEST_F(PprofTop, OfAnotherNumberIsNotTheSame) {
  const std::string result = workshop_.measure("real.json", 1);
  EXPECT_NE(highwater_top(result, "--by allocated"),
            pprof_top(workshop_.profile_of(result), "-sample_index=peak_space -nodecount=20"));
}

}  // namespace
}  // namespace highwater
