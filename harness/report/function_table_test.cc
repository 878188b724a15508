// SPDX-License-Identifier: Apache-2.0
// The rules one by one; that all of them together are pprof's is tested against pprof (harness/tests/export).
#include "report/function_table.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/testing/made_result.h"

namespace highwater {
namespace {

using testing::ElementsAre;

SiteProfile profile_of(const std::vector<SiteResult>& sites) {
  const Measurement measurement = made_result(sites);
  return make_site_profile(measurement, measurement.sites);
}

FunctionTable table_of(const std::vector<SiteResult>& sites, const FunctionTableOptions& options = {}) {
  return make_function_table(profile_of(sites), options);
}

std::vector<std::string> rows_of(const FunctionTable& table) {
  std::vector<std::string> rows;
  for (const FunctionTable::Row& row : table.rows)
    rows.push_back(fmt::format("{} {} {}", row.name, row.flat, row.cum));
  return rows;
}

TEST(FunctionTable, FlatIsOfTheLeafAndCumOfEveryFunctionOnce) {
  EXPECT_THAT(rows_of(table_of({made_site(100, {"f", "g", "f", "main"}), made_site(30, {"g", "main"})})),
              ElementsAre("f 100 100", "g 30 130", "main 0 130"));
}

TEST(FunctionTable, EqualRowsAreSortedByName) {
  EXPECT_THAT(
      rows_of(table_of({made_site(50, {"b", "z"}), made_site(50, {"a", "y"}), made_site(50, {"c", "y"})})),
      ElementsAre("a 50 50", "b 50 50", "c 50 50", "y 0 100", "z 0 50"));
}

TEST(FunctionTable, SortedByCumTheCallersComeFirst) {
  EXPECT_THAT(
      rows_of(table_of({made_site(50, {"b", "main"}), made_site(60, {"a", "main"})}, {.sort = SortBy::kCum})),
      ElementsAre("main 0 110", "a 60 60", "b 50 50"));
}

TEST(FunctionTable, SmallFunctionsAreDropped) {
  const FunctionTable table = table_of(
      {made_site(9940, {"large", "main"}), made_site(49, {"small", "main"}), made_site(11, {"small"})});
  EXPECT_THAT(rows_of(table), ElementsAre("large 9940 9940", "small 60 60", "main 0 9989"));
  EXPECT_EQ(table.dropped, 0u);
  EXPECT_EQ(table.dropped_below, 50);
  const FunctionTable less = table_of({made_site(9951, {"large", "main"}), made_site(49, {"small", "main"})});
  EXPECT_THAT(rows_of(less), ElementsAre("large 9951 9951", "main 0 10000"));
  EXPECT_EQ(less.dropped, 1u);
}

TEST(FunctionTable, ALimitKeepsTheLargest) {
  const FunctionTable table =
      table_of({made_site(50, {"b"}), made_site(60, {"a"}), made_site(70, {"c"})}, {.most_rows = 2});
  EXPECT_THAT(rows_of(table), ElementsAre("c 70 70", "a 60 60"));
  EXPECT_EQ(table.candidates, 3u);
  EXPECT_EQ(table.total, 180);
}

TEST(FunctionTable, InliningIsOfTheCalls) {
  Measurement measurement =
      made_result({made_site(10, {"always", "main"}), made_site(20, {"sometimes", "main"})});
  const auto inlined = [](SiteResult& site) {
    Frame leaf = *site.frames[0];
    leaf.inlined = true;
    leaf.offset = site.frames[1]->offset;
    site.frames[0] = leaf;
  };
  inlined(measurement.sites[0]);
  inlined(measurement.sites[1]);
  measurement.sites.push_back(made_site(5, {"sometimes", "other"}));
  const FunctionTable table = make_function_table(make_site_profile(measurement, measurement.sites), {});
  std::map<std::string, Inlining> found;
  for (const FunctionTable::Row& row : table.rows) found[row.name] = row.inlining;
  EXPECT_EQ(found["always"], Inlining::kAll);
  EXPECT_EQ(found["sometimes"], Inlining::kSome);
  EXPECT_EQ(found["main"], Inlining::kNone);
}

TEST(FunctionDifference, IsTheNewLessTheOld) {
  const FunctionTable table = make_function_difference(
      profile_of({made_site(100, {"f", "main"}), made_site(40, {"gone", "main"})}),
      profile_of({made_site(130, {"f", "main"}), made_site(25, {"new", "main"})}), {});
  EXPECT_THAT(rows_of(table), ElementsAre("gone -40 -40", "f 30 30", "new 25 25", "main 0 15"));
  EXPECT_EQ(table.total, 140);
}

TEST(FunctionDifference, WithoutAnOldTotalPercentagesAreOfTheNew) {
  EXPECT_EQ(make_function_difference(profile_of({}), profile_of({made_site(70, {"f"})}), {}).total, 70);
}

TEST(FunctionDifference, OfEqualResultsHasNoRows) {
  const SiteProfile profile = profile_of({made_site(100, {"f", "main"})});
  const FunctionTable table = make_function_difference(profile, profile, {});
  EXPECT_TRUE(table.rows.empty());
  EXPECT_EQ(table.total, 100);
}

}  // namespace
}  // namespace highwater
