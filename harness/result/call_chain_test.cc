// SPDX-License-Identifier: Apache-2.0
#include "result/call_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::ElementsAre;

Frame frame(const std::string& function, const std::string& module = "/opt/bin/app") {
  return {.function = function, .file = "", .line = 0, .module = module, .offset = 0x1234, .inlined = false};
}

CallChain chain_of(const std::vector<Frame>& frames) {
  SiteResult site;
  site.frames.assign(frames.begin(), frames.end());
  return call_chain(site);
}

bool is_allocator(const Frame& frame) {
  return is_allocator_frame(frame, name_of_frame(frame));
}

TEST(CallChain, AllocatorsAreRecognised) {
  for (const char* function :
       {"malloc", "xmalloc", "operator new(unsigned long)", "operator new[](unsigned long)",
        "std::vector<int, std::allocator<int> >::push_back(int const&)",
        "void std::__cxx11::basic_string<char>::_M_construct<char*>(char*, char*)",
        "__gnu_cxx::new_allocator<int>::allocate(unsigned long, void const*)"})
    EXPECT_TRUE(is_allocator(frame(function))) << function;
  for (const char* function :
       {"main", "my::malloc(int)", "std::vector<int> my::make<std::string>(int)", "stdlike::f()", ""})
    EXPECT_FALSE(is_allocator(frame(function))) << function;
  EXPECT_TRUE(is_allocator(frame("__fopen_internal", "/lib/x86_64-linux-gnu/libc.so.6")));
}

TEST(CallChain, NamesAreWithoutTypes) {
  EXPECT_EQ(short_function_name("void ns::Box<int>::grow<char>(std::string const&) const"),
            "ns::Box<…>::grow<…>");
  EXPECT_EQ(short_function_name("main"), "main");
  EXPECT_EQ(short_function_name("my::S::operator()(int) const"), "my::S::operator()");
  EXPECT_EQ(short_function_name("fill(int) [clone .constprop.0]"), "fill");
}

TEST(CallChain, AllocatorsAndTheStartOfTheProcessAreFolded) {
  EXPECT_THAT(
      chain_of({frame("operator new(unsigned long)"), frame("std::vector<int>::reserve(unsigned long)"),
                frame("ns::grow(int)"), frame("main"),
                frame("__libc_start_main", "/lib/x86_64-linux-gnu/libc.so.6"), frame("_start")}),
      ElementsAre("ns::grow", "main"));
}

TEST(CallChain, TheSameStackAtAnotherAddressOrLineIsTheSameChain) {
  Frame moved = frame("ns::grow(int)");
  moved.line = 99;
  moved.offset = 0x9999;
  EXPECT_EQ(chain_of({frame("ns::grow(int)"), frame("main")}), chain_of({moved, frame("main")}));
}

TEST(CallChain, RecursionIsOneName) {
  EXPECT_THAT(
      chain_of({frame("leaf()"), frame("walk(int)"), frame("walk(int)"), frame("walk(int)"), frame("main")}),
      ElementsAre("leaf", "walk", "main"));
}

TEST(CallChain, WithoutAFunctionTheModuleIsTheName) {
  EXPECT_THAT(chain_of({frame("", "/usr/lib/libz.so.1"), frame("main")}), ElementsAre("[libz.so.1]", "main"));
  EXPECT_THAT(chain_of({frame("", "")}), ElementsAre("[unknown]"));
}

TEST(CallChain, AStackWithoutAFunctionOfTheUsersIsShownAsItIs) {
  EXPECT_THAT(chain_of({frame("pool::pool()", "/lib/libstdc++.so.6"), frame(kTruncatedFrame)}),
              ElementsAre("pool::pool", "[truncated]"));
  EXPECT_THAT(chain_of({frame("malloc"), frame("operator new(unsigned long)")}),
              ElementsAre("malloc", "operator new"));
}

TEST(CallChain, DeepStacksAreCutAtTheFarEnd) {
  std::vector<Frame> frames;
  for (int i = 0; i < 40; ++i) frames.push_back(frame("f" + std::to_string(i)));
  const CallChain chain = chain_of(frames);
  EXPECT_EQ(chain.size(), kLongestChain);
  EXPECT_EQ(chain.front(), "f0");
}

TEST(CallChain, AsTextAndBack) {
  const CallChain chain = {"a::b", "operator<", "c"};
  EXPECT_EQ(to_text(chain), "a::b <- operator< <- c");
  EXPECT_EQ(chain_from_text(to_text(chain)), chain);
  EXPECT_EQ(chain_from_text("main"), CallChain{"main"});
}

TEST(CallChain, ARowWithoutAStackKeepsItsName) {
  Frame frame;
  frame.function = "[before recording]";
  EXPECT_EQ(name_of_frame(frame), "[before recording]");
}

TEST(CallChain, AFileIsKnownByItsLastName) {
  EXPECT_EQ(file_name_of("/src/a/b.cc"), "b.cc");
  EXPECT_EQ(file_name_of("b.cc"), "b.cc");
  EXPECT_EQ(file_name_of(""), "");
}

}  // namespace
}  // namespace highwater
