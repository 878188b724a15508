// SPDX-License-Identifier: Apache-2.0
#include "report/text/top.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

FunctionTable example() {
  FunctionTable table;
  table.rows = {{.name = "ns::f(int)", .flat = 6144, .cum = 6144, .inlining = Inlining::kAll},
                {.name = "main\033[31m", .flat = -2048, .cum = 4096, .inlining = Inlining::kSome}};
  table.total = 8192;
  table.candidates = 9;
  table.dropped = 1;
  table.dropped_below = 40;
  return table;
}

TEST(TextTop, IsWhatPprofPrints) {
  EXPECT_EQ(render_top(example(), {.subject = "File: a\n.json", .by = By::kRetained}),
            "File: a\\x0a.json\n"
            "Type: inuse_space\n"
            "Showing nodes accounting for 4kB, 50.00% of 8kB total\n"
            "Dropped 1 node (cum <= 0.04kB)\n"
            "Showing top 2 nodes out of 9\n"
            "      flat  flat%   sum%        cum   cum%\n"
            "       6kB 75.00% 75.00%        6kB 75.00%  ns::f(int) (inline)\n"
            "      -2kB 25.00% 50.00%        4kB 50.00%  main\\x1b[31m (partial-inline)\n");
}

TEST(TextTop, AUnitIsKept) {
  const std::string text = render_top(example(), {.subject = "x", .unit = ByteUnit::kBytes});
  EXPECT_NE(text.find("accounting for 4096B, 50.00% of 8192B total\nDropped 1 node (cum <= 40B)"),
            std::string::npos);
}

TEST(TextTop, WithoutATotalNothingIsDropped) {
  FunctionTable table = example();
  table.rows.clear();
  table.total = 0;
  EXPECT_EQ(render_top(table, {.subject = "x"}),
            "x\nType: peak_space\nShowing nodes accounting for 0, 0% of 0 total\n"
            "      flat  flat%   sum%        cum   cum%\n");
}

TEST(TextTop, ColourIsForTheColumns) {
  const std::string text = render_top(example(), {.subject = "x", .color = true});
  EXPECT_NE(text.find("\033[2m      flat  flat%   sum%        cum   cum%\033[0m\n"), std::string::npos);
}

}  // namespace
}  // namespace highwater
