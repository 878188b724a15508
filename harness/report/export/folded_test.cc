// SPDX-License-Identifier: Apache-2.0
#include "report/export/folded.h"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "report/testing/made_result.h"

namespace highwater {
namespace {

std::string folded(const std::vector<SiteResult>& sites) {
  return render_folded(sites, By::kPeak).text;
}

TEST(Folded, AStackBeginsWithItsRootAndIsThereOnce) {
  EXPECT_EQ(folded({made_site(5, {"leaf", "main"}), made_site(7, {"other", "main"}),
                    made_site(1, {"leaf", "main"})}),
            "main;leaf 6\nmain;other 7\n");
}

TEST(Folded, TheBytesAreThoseThatAreAskedFor) {
  SiteResult site = made_site(5, {"f"});
  site.retained_bytes = 3;
  site.allocated_bytes = 40;
  EXPECT_EQ(render_folded({site}, By::kRetained).text, "f 3\n");
  EXPECT_EQ(render_folded({site}, By::kAllocated).text, "f 40\n");
}

TEST(Folded, AFunctionThatIsNotKnownIsCalledAfterItsModule) {
  SiteResult site = made_site(5, {"", "main"});
  EXPECT_EQ(folded({site}), "main;[app] 5\n");
  site.frames[0] = Frame();
  EXPECT_EQ(folded({site}), "main;<unknown> 5\n");
}

// By the expressions of flamegraph.pl and of speedscope: nothing in a name ends its frame or its line.
TEST(Folded, NamesCannotBreakTheFormat) {
  const std::string text =
      folded({made_site(5, {"f;g 12", "a\nb", "operator()(int, char) const"}), made_site(6, {" 7"})});
  EXPECT_EQ(text, " 7 6\noperator()(int, char) const;a\\x0ab;f:g 12 5\n");
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    ASSERT_TRUE(std::regex_match(line, match, std::regex(R"((.*)\s+?(\d+(?:\.\d*)?))"))) << line;
    EXPECT_TRUE(match[2] == "5" || match[2] == "6");
  }
}

TEST(Folded, WhatIsNegativeIsLeftOutAndCounted) {
  const FoldedStacks stacks = render_folded(
      {made_site(-5, {"f"}), made_site(-2, {"g"}), made_site(9, {"h"}), made_site(0, {"i"})}, By::kPeak);
  EXPECT_EQ(stacks.text, "h 9\n");
  EXPECT_EQ(stacks.left_out, 2u);
  EXPECT_EQ(stacks.left_out_bytes, -7);
}

}  // namespace
}  // namespace highwater
