// SPDX-License-Identifier: Apache-2.0
// From places to names, with a symboliser that makes them up.
#include "probe/site_names.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace highwater {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// "f<address>" in "f.cc", line the address; odd addresses have "inner" inlined.
class MadeUpSymbolizer : public Symbolizer {
 public:
  std::vector<SymbolFrame> resolve(const SymbolModule& module, std::uint64_t address) override {
    asked.push_back(fmt::format("{} {} {:x}", module.path, module.build_id, address));
    const SymbolFrame own{fmt::format("f{:x}", address), "f.cc", static_cast<int>(address), false};
    if (address % 2 == 0) return {own};
    return {{"inner", "inner.h", 7, true}, own};
  }
  std::vector<std::string> asked;
};

constexpr std::uint32_t kNoModule = counting::kNoModule;

class SiteNames : public testing::Test {
 protected:
  SiteNames() {
    sites_.modules = {{"/bin/program", "aa"}, {"/lib/b.so", ""}};
    add({}, false, {});
  }
  void add(std::vector<SegmentSites::Place> places, bool truncated, SiteResult numbers) {
    sites_.stacks.push_back({std::move(places), truncated});
    sites_.process.push_back(std::move(numbers));
  }
  static SiteResult peak(std::int64_t bytes) {
    SiteResult site;
    site.peak_bytes = bytes;
    return site;
  }
  Measurement named() {
    Measurement measurement;
    measurement.regions.resize(sites_.regions.size());
    name_sites(sites_, symbolizer_, measurement);
    return measurement;
  }
  static std::string chain(const SiteResult& site) {
    std::string text;
    for (const FrameRef& frame : site.frames) text += (text.empty() ? "" : " < ") + frame->function;
    return text;
  }
  static std::vector<std::string> chains(const std::vector<SiteResult>& sites) {
    std::vector<std::string> chains;
    for (const SiteResult& site : sites) chains.push_back(chain(site));
    return chains;
  }

  SegmentSites sites_;
  MadeUpSymbolizer symbolizer_;
};

TEST_F(SiteNames, AFrameSaysAllThatIsKnownOfIt) {
  add({{0, 0x10}}, false, peak(1));
  const Measurement measurement = named();
  ASSERT_THAT(measurement.sites, SizeIs(1));
  ASSERT_THAT(measurement.sites[0].frames, SizeIs(1));
  EXPECT_EQ(*measurement.sites[0].frames[0], (Frame{.function = "f10",
                                                    .file = "f.cc",
                                                    .line = 16,
                                                    .module = "/bin/program",
                                                    .offset = 0x10,
                                                    .inlined = false}));
  EXPECT_TRUE(measurement.has_sites);
  EXPECT_EQ(measurement.modules, sites_.modules);
  EXPECT_THAT(symbolizer_.asked, testing::ElementsAre("/bin/program aa 10"));
}

// Leaf first, and what is inlined at a place before the function that it is inlined into, with which it
// shares the place.
TEST_F(SiteNames, InlinedFramesComeBeforeTheirFunction) {
  add({{1, 0x20}, {0, 0x31}, {0, 0x40}}, false, peak(1));
  const Measurement measurement = named();
  EXPECT_EQ(chain(measurement.sites[0]), "f20 < inner < f31 < f40");
  EXPECT_EQ(*measurement.sites[0].frames[1], (Frame{.function = "inner",
                                                    .file = "inner.h",
                                                    .line = 7,
                                                    .module = "/bin/program",
                                                    .offset = 0x31,
                                                    .inlined = true}));
  EXPECT_FALSE(measurement.sites[0].frames[2]->inlined);
}

TEST_F(SiteNames, AStackThatWasNotFollowedSaysSoAtItsEnd) {
  add({{0, 0x10}}, true, peak(2));
  add({}, true, peak(1));
  EXPECT_EQ(chains(named().sites), (std::vector<std::string>{"f10 < [truncated]", "[truncated]"}));
}

TEST_F(SiteNames, WhatHasNoStackIsUnattributed) {
  sites_.process[0] = peak(9);
  EXPECT_EQ(chains(named().sites), (std::vector<std::string>{"[unattributed]"}));
}

// Code that no file is known for, which a program has made itself.
TEST_F(SiteNames, APlaceWithoutAFileHasItsAddress) {
  add({{kNoModule, 0x7fff1234}}, false, peak(1));
  Frame expected;
  expected.offset = 0x7fff1234;
  EXPECT_EQ(*named().sites[0].frames[0], expected);
  EXPECT_THAT(symbolizer_.asked, IsEmpty());
}

TEST_F(SiteNames, APlaceIsResolvedOnce) {
  sites_.regions.resize(1);
  for (int i = 0; i < 3; ++i) {
    add({{0, 0x10}, {0, 0x20}}, false, peak(1 + i));
    add({{1, 0x10}}, false, peak(1));
  }
  sites_.regions[0] = sites_.process;
  named();
  EXPECT_THAT(symbolizer_.asked,
              testing::UnorderedElementsAre("/bin/program aa 10", "/bin/program aa 20", "/lib/b.so  10"));
}

// By peak, then retained, then allocated bytes; those that are alike as they first allocated.
TEST_F(SiteNames, TheLargestComesFirst) {
  add({{0, 0x10}}, false, {.peak_bytes = 5, .retained_bytes = 1, .frames = {}});
  add({{0, 0x20}}, false, {.peak_bytes = 5, .retained_bytes = 1, .allocated_bytes = 6, .frames = {}});
  add({{0, 0x30}}, false, {.peak_bytes = 5, .retained_bytes = 2, .frames = {}});
  add({{0, 0x40}}, false, {.peak_bytes = 6, .frames = {}});
  add({{0, 0x50}}, false, {.peak_bytes = 5, .retained_bytes = 1, .frames = {}});
  add({{0, 0x60}}, false, {.peak_bytes = -5, .frames = {}});  // in a region: freed since its start
  EXPECT_EQ(chains(named().sites), (std::vector<std::string>{"f40", "f30", "f20", "f10", "f50", "f60"}));
}

// Each number alone makes a site worth showing.
TEST_F(SiteNames, SitesWithoutAnyNumberAreLeftOut) {
  int number = 0;
  for (const auto member :
       {&SiteResult::peak_bytes, &SiteResult::peak_blocks, &SiteResult::retained_bytes,
        &SiteResult::retained_blocks, &SiteResult::allocated_bytes, &SiteResult::allocations}) {
    SiteResult site;
    site.*member = ++number % 2 == 0 ? 1 : -1;
    add({{0, 0x10}}, false, site);
  }
  add({{0, 0x20}}, false, {});
  EXPECT_THAT(named().sites, SizeIs(6));
}

TEST_F(SiteNames, RegionsHaveTheirOwn) {
  add({{0, 0x10}}, false, peak(10));
  add({{0, 0x20}}, false, peak(20));
  sites_.regions = {{{}, peak(3), {}}, {}};
  const Measurement measurement = named();
  EXPECT_EQ(chains(measurement.sites), (std::vector<std::string>{"f20", "f10"}));
  EXPECT_EQ(chains(measurement.regions[0].sites), (std::vector<std::string>{"f10"}));
  EXPECT_EQ(measurement.regions[0].sites[0].peak_bytes, 3);
  EXPECT_THAT(measurement.regions[1].sites, IsEmpty());
}

}  // namespace
}  // namespace highwater
