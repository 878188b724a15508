// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_label.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(MassifLabel, AFunctionWithASourceLine) {
  EXPECT_EQ(parse_massif_label("0x1093A6: main (z.c:4)"), (MassifLabel{0x1093a6, "main", "z.c", 4, ""}));
}

TEST(MassifLabel, AFunctionInAnObject) {
  EXPECT_EQ(parse_massif_label("0x48448A7: realloc (in /usr/lib/vgpreload.so)"),
            (MassifLabel{0x48448a7, "realloc", "", std::nullopt, "/usr/lib/vgpreload.so"}));
}

TEST(MassifLabel, AnUnknownFunction) {
  EXPECT_EQ(parse_massif_label("0x10: ??? (in /lib/libx.so.1)"),
            (MassifLabel{0x10, "???", "", std::nullopt, "/lib/libx.so.1"}));
}

TEST(MassifLabel, BelowMainIsAName) {
  EXPECT_EQ(parse_massif_label("0x10: (below main) (libc_start_call_main.h:58)"),
            (MassifLabel{0x10, "(below main)", "libc_start_call_main.h", 58, ""}));
}

TEST(MassifLabel, ACppNameKeepsBlanksParenthesesCommasAndColons) {
  EXPECT_EQ(parse_massif_label("0xA: std::function<void (int, char const*)>::operator()(int, char const*) "
                               "const (std_function.h:590)"),
            (MassifLabel{0xa, "std::function<void (int, char const*)>::operator()(int, char const*) const",
                         "std_function.h", 590, ""}));
  EXPECT_EQ(parse_massif_label("0xA: (anonymous namespace)::make(int) (in /opt/a.out)"),
            (MassifLabel{0xa, "(anonymous namespace)::make(int)", "", std::nullopt, "/opt/a.out"}));
}

TEST(MassifLabel, AnObjectsPathMayHaveParentheses) {
  EXPECT_EQ(parse_massif_label("0xA: f(int) (in /opt/My App (x86)/lib.so)"),
            (MassifLabel{0xa, "f(int)", "", std::nullopt, "/opt/My App (x86)/lib.so"}));
}

TEST(MassifLabel, WithoutAPlaceTheNameIsWhole) {
  EXPECT_EQ(parse_massif_label("0xA: operator() (lambda)"),
            (MassifLabel{0xa, "operator() (lambda)", "", std::nullopt, ""}));
  EXPECT_EQ(parse_massif_label("0xA: f"), (MassifLabel{0xa, "f", "", std::nullopt, ""}));
}

TEST(MassifLabel, WithoutAnAddressItIsText) {
  for (const char* text :
       {"(heap allocation functions) malloc/new/new[], --alloc-fns, etc.",
        "in 2 places, all below massif's threshold (1.00%)", "curB : currently allocated Bytes", ""})
    EXPECT_EQ(parse_massif_label(text), (MassifLabel{std::nullopt, text, "", std::nullopt, ""}));
}

}  // namespace
}  // namespace highwater
