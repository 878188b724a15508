// SPDX-License-Identifier: Apache-2.0
#include "compare/site_pairing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

BaselineSite site(const std::string& calls, std::int64_t bytes, std::int64_t allocations = 3) {
  BaselineSite result;
  result.chain = chain_from_text(calls);
  result.peak_bytes = bytes;
  result.allocated_bytes = bytes;
  result.allocations = allocations;
  return result;
}

// "before -> now" of the pair, for the assertion to read well.
std::vector<std::string> paired(const std::vector<BaselineSite>& before,
                                const std::vector<BaselineSite>& now) {
  std::vector<std::string> pairs;
  for (const SitePair& pair : pair_sites(before, now))
    pairs.push_back(to_text(before[pair.before].chain) + (pair.same_chain ? " == " : " ~ ") +
                    to_text(now[pair.now].chain));
  return pairs;
}

// Company, so that `main` is known to say little.
const std::vector<BaselineSite> kOthers = {site("parse <- load <- main", 500),
                                           site("index <- load <- main", 700),
                                           site("cache <- serve <- main", 900)};

std::vector<BaselineSite> with_others(std::vector<BaselineSite> sites) {
  sites.insert(sites.end(), kOthers.begin(), kOthers.end());
  return sites;
}

std::string first_alike(std::vector<BaselineSite> before, std::vector<BaselineSite> now) {
  for (const std::string& pair : paired(with_others(std::move(before)), with_others(std::move(now))))
    if (pair.find(" ~ ") != std::string::npos) return pair;
  return {};
}

TEST(SitePairing, TheSameChainIsTheSameSiteWhateverItsBytes) {
  EXPECT_THAT(paired({site("grow <- main", 10)}, {site("grow <- main", 1000000)}),
              ElementsAre("grow <- main == grow <- main"));
}

TEST(SitePairing, ARenamedFunctionIsTheSameSite) {
  EXPECT_EQ(first_alike({site("ByteBuffer::grow <- fetch <- main", 100)},
                        {site("ByteBuffer::grow_by <- fetch <- main", 180)}),
            "ByteBuffer::grow <- fetch <- main ~ ByteBuffer::grow_by <- fetch <- main");
}

TEST(SitePairing, ARenamedNamespaceIsTheSameSite) {
  EXPECT_EQ(first_alike({site("shop::Buffer::grow <- shop::fetch <- main", 100)},
                        {site("store::Buffer::grow <- store::fetch <- main", 180)}),
            "shop::Buffer::grow <- shop::fetch <- main ~ store::Buffer::grow <- store::fetch <- main");
}

TEST(SitePairing, AnInlinedFunctionIsTheSameSite) {
  EXPECT_EQ(
      first_alike({site("grow <- fetch <- download <- main", 100)}, {site("fetch <- download <- main", 150)}),
      "grow <- fetch <- download <- main ~ fetch <- download <- main");
}

TEST(SitePairing, AnAddedFrameIsTheSameSite) {
  EXPECT_EQ(first_alike({site("grow <- fetch <- main", 100)}, {site("grow <- retry <- fetch <- main", 150)}),
            "grow <- fetch <- main ~ grow <- retry <- fetch <- main");
}

// Nothing but `main` in common, and 1,234,567 bytes in 17 allocations.
TEST(SitePairing, TheSameNumbersAreTheSameSite) {
  EXPECT_EQ(first_alike({site("old <- main", 1234567, 17)}, {site("brand_new <- main", 1234567, 17)}),
            "old <- main ~ brand_new <- main");
  EXPECT_EQ(first_alike({site("old <- main", 1234567, 17)}, {site("brand_new <- main", 555, 2)}), "");
}

TEST(SitePairing, SitesWithNothingInCommonAreNotPaired) {
  EXPECT_THAT(paired({site("a <- b", 100)}, {site("x <- y", 100)}), IsEmpty());
  EXPECT_EQ(first_alike({site("decode <- show <- main", 100)}, {site("upload <- send <- main", 100)}), "");
}

TEST(SitePairing, TheMostAlikeArePairedFirstAndEachOnce) {
  EXPECT_THAT(paired({site("grow <- fetch <- main", 100), site("fill <- fetch <- main", 300)},
                     {site("fill_all <- fetch <- main", 300), site("grow_all <- fetch <- main", 100)}),
              testing::UnorderedElementsAre("grow <- fetch <- main ~ grow_all <- fetch <- main",
                                            "fill <- fetch <- main ~ fill_all <- fetch <- main"));
}

TEST(SitePairing, WhatNoStackWasFoundForIsNoSite) {
  EXPECT_THAT(paired({site("[unattributed]", 100)}, {site("a", 100)}), IsEmpty());
}

TEST(SitePairing, NamesAreComparedByTheirLetterPairs) {
  EXPECT_DOUBLE_EQ(name_similarity("grow", "grow"), 1);
  EXPECT_DOUBLE_EQ(name_similarity("night", "nacht"), 0.25);  // "ht", of four pairs each
  EXPECT_DOUBLE_EQ(name_similarity("aaaa", "aa"), 0.5);       // one of the three pairs "aa", twice, of four
  EXPECT_DOUBLE_EQ(name_similarity("ab", "cd"), 0);
  EXPECT_DOUBLE_EQ(name_similarity("", "cd"), 0);
}

}  // namespace
}  // namespace highwater
