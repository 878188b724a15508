// SPDX-License-Identifier: Apache-2.0
#include "report/html/flame_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

FlameStack stack(CallChain chain, std::int64_t now, std::int64_t before = 0) {
  return {.chain = std::move(chain), .now = now, .before = before};
}

std::string drawn(const std::vector<FlameStack>& stacks, FlameKind kind = FlameKind::kPeak) {
  return render_flame_graph(flame_tree(stacks), kind, {"At the peak", ""});
}

TEST(FlameGraph, AFrameIsPlacedByItsShare) {
  const std::string html = drawn({stack({"a", "main"}, 300), stack({"b", "main"}, 100)});
  EXPECT_THAT(html, HasSubstr("style=\"left:0%;width:75%\" data-b=\"300\" title=\"300 B, 75.0 %\">a</i>"));
  EXPECT_THAT(html, HasSubstr("style=\"left:75%;width:25%\" data-b=\"100\" title=\"100 B, 25.0 %\">b</i>"));
  EXPECT_THAT(html, HasSubstr("--rows:3"));
  EXPECT_THAT(html, HasSubstr("class=\"r2 "));
  EXPECT_THAT(html, Not(HasSubstr("class=\"r3 ")));
}

TEST(FlameGraph, AFrameTooNarrowForItsNameHasItInTheTitle) {
  const std::string html =
      drawn({stack({"wide"}, 9800), stack({"narrow"}, 100), stack({"middling_name"}, 600)});
  EXPECT_THAT(html, HasSubstr("title=\"narrow&#10;100 B, 1.0 %\"></i>"));
  EXPECT_THAT(html, HasSubstr("title=\"middling_name&#10;600 B, 5.7 %\">middling_name</i>"));
}

TEST(FlameGraph, NamesAreEscaped) {
  const std::string html = drawn({stack({"<img src=x onerror=\"alert(1)\">"}, 1)});
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</i>"));
}

TEST(FlameGraph, NothingToDrawSaysSo) {
  EXPECT_THAT(drawn({}), HasSubstr("Nothing to draw"));
  const std::string freed = drawn({stack({"a"}, -2048)});
  EXPECT_THAT(freed, HasSubstr("Nothing to draw"));
  EXPECT_THAT(freed, HasSubstr("Not drawn: a call chain that freed more than it allocated here: -2.00 KiB."));
}

TEST(FlameGraph, ADifferenceHasClassesAndWordsBesideItsColours) {
  const std::string html = drawn({stack({"up"}, 500, 100), stack({"down"}, 100, 120), stack({"new"}, 10),
                                  stack({"gone"}, 0, 60), stack({"same"}, 7, 7)},
                                 FlameKind::kDifference);
  EXPECT_THAT(html, HasSubstr("<i class=\"r1 g3\""));
  EXPECT_THAT(html, HasSubstr("title=\"500 B now, 100 B in the baseline, +400 B\""));
  EXPECT_THAT(html, HasSubstr("<i class=\"r1 s1\""));
  EXPECT_THAT(html, HasSubstr("<i class=\"r1 g1 n\""));
  EXPECT_THAT(html, HasSubstr("title=\"new&#10;new: +10 B\""));
  EXPECT_THAT(html, HasSubstr("<i class=\"r1 s2 x\""));
  EXPECT_THAT(html, HasSubstr("title=\"gone: -60 B\""));
  EXPECT_THAT(html, HasSubstr("<i class=\"r1 u\""));
  EXPECT_THAT(html, HasSubstr("<p class=\"leg\">"));
}

TEST(FlameGraph, TheSameFunctionHasTheSameToneInEveryGraph) {
  const std::string once = drawn({stack({"fetch", "main"}, 1)});
  const std::string again = drawn({stack({"x", "main"}, 5), stack({"fetch", "run"}, 1)});
  const auto tone = [](const std::string& html) {
    const std::size_t title = html.find(">fetch</i>");
    const std::size_t start = html.rfind("<i class=\"r2 ", title);
    return html.substr(start + 13, 2);
  };
  EXPECT_EQ(tone(once), tone(again));
}

}  // namespace
}  // namespace highwater
