// SPDX-License-Identifier: Apache-2.0
// As tables. What pprof makes of the profile: harness/tests/live_http.
#include "serve/heap_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/testing/made_result.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string table_of(const Expected<std::string>& text) {
  EXPECT_TRUE(text);
  return text.value_or("");
}

TEST(HeapProfile, ShowsWhatIsLive) {
  Measurement measurement =
      made_result({made_site(3000, {"grow", "main"}), made_site(1000, {"keep", "main"})});
  measurement.sites[1].retained_bytes = 0;
  const std::string text = table_of(render_heap(measurement, {.time = {}, .as_text = true}));
  EXPECT_THAT(text, StartsWith("./app\nType: inuse_space\n"));
  EXPECT_THAT(text, ContainsRegex("2\\.93kB +100% +100% +2\\.93kB +100%  grow"));
  EXPECT_THAT(text, Not(HasSubstr("keep")));
  EXPECT_THAT(
      table_of(render_heap(measurement, {.shown_first = By::kAllocated, .time = {}, .as_text = true})),
      ContainsRegex("1000B 25\\.00%.*keep"));
}

TEST(HeapProfile, IsAGzipFile) {
  EXPECT_THAT(table_of(render_heap(made_result({made_site(1, {"main"})}), {.time = {}})),
              StartsWith("\x1f\x8b"));
}

// grow has 5000 - 3000 = 2000 more, keep 1000 - 1000 = 0, and old 0 - 400 is 400 less.
TEST(HeapProfile, ADifferenceIsWhatCameAndWhatWent) {
  const Measurement before =
      made_result({made_site(3000, {"grow", "main"}), made_site(1000, {"keep", "main"}),
                   made_site(400, {"old", "main"})});
  const Measurement now = made_result({made_site(5000, {"grow", "main"}), made_site(1000, {"keep", "main"})});
  const std::string text = table_of(render_heap_difference(
      before, now, {.time = {}, .duration = std::chrono::milliseconds(2500), .as_text = true}));
  EXPECT_THAT(text, StartsWith("./app, difference of 2.5 s\nType: inuse_space\n"));
  EXPECT_THAT(text, ContainsRegex(" 2000B .*  grow\n"));
  EXPECT_THAT(text, ContainsRegex(" -400B .*  old\n"));
  EXPECT_THAT(text, Not(HasSubstr("keep")));
}

TEST(HeapProfile, NumbersThatNoProgramHasAreRefused) {
  Measurement measurement = made_result({made_site(1, {"a"}), made_site(1, {"b"})});
  for (SiteResult& site : measurement.sites) site.retained_bytes = INT64_MAX;
  EXPECT_FALSE(render_heap(measurement, {.time = {}}));
  EXPECT_FALSE(render_heap_difference(made_result({}), measurement, {.time = {}}));
}

}  // namespace
}  // namespace highwater
