// SPDX-License-Identifier: Apache-2.0
#include "report/text/site_line.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

Frame frame(const std::string& function, const std::string& file = "", int line = 0) {
  return {.function = function,
          .file = file,
          .line = line,
          .module = "/opt/bin/app",
          .offset = 0x1234,
          .inlined = false};
}

std::string described(std::vector<Frame> frames) {
  SiteResult site;
  site.frames.assign(frames.begin(), frames.end());
  return describe_site(site);
}

// A library that allocates before main, say.
TEST(SiteLine, AStackWithoutAFunctionOfTheUsersIsShownAsItIs) {
  Frame pool = frame("pool::pool()");
  pool.module = "/lib/libstdc++.so.6";
  EXPECT_EQ(described({pool, frame(kTruncatedFrame)}), "pool::pool <- [truncated]");
}

TEST(SiteLine, TheUsersFunctionComesFirstThenItsCallers) {
  EXPECT_EQ(described({frame("operator new(unsigned long)", "new.cc", 1),
                       frame("std::vector<int>::reserve(unsigned long)", "vector.h", 2),
                       frame("void ns::Box<int>::grow<char>(std::string const&) const", "/src/box.cc", 12),
                       frame("(anonymous namespace)::fill(int)"), frame("main"), frame("_start")}),
            "Box<…>::grow<…> <- (anonymous)::fill <- main  box.cc:12");
}

TEST(SiteLine, OperatorsAndLambdasKeepTheirNames) {
  EXPECT_EQ(described({frame("my::S::operator()(int) const")}), "S::operator()");
  EXPECT_EQ(described({frame("std::ostream& my::operator<< <char>(std::ostream&, my::S)")}),
            "my::operator<<<…>");
  EXPECT_EQ(described({frame("main::{lambda(int)#1}::operator()(int) const")}),
            "main::{lambda#1}::operator()");
}

TEST(SiteLine, WithoutAFunctionItIsModuleAndOffset) {
  EXPECT_EQ(described({frame("")}), "app+0x1234");
}

TEST(SiteLine, WithoutAUsersFunctionTheAllocatorIsNamed) {
  EXPECT_EQ(described({frame("malloc"), frame("operator new(unsigned long)")}), "malloc <- operator new");
}

TEST(SiteLine, ALineStaysShort) {
  EXPECT_LE(described({frame(std::string(300, 'x'), std::string(20, 'f') + ".cc", 7), frame("main")}).size(),
            84u);
}

}  // namespace
}  // namespace highwater
