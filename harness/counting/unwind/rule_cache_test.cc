// SPDX-License-Identifier: Apache-2.0
#include "counting/unwind/rule_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace highwater::counting {
namespace {

constexpr std::uintptr_t kCode = 0x7f1234560000;

class RuleCacheTest : public testing::Test {
 protected:
  RuleCacheTest() { EXPECT_TRUE(cache_.start()); }
  void insert(std::uintptr_t address, std::uint64_t word) {
    cache_.insert(address, cache_.view().generation(), word);
  }
  std::uint64_t find(std::uintptr_t address) const { return cache_.view().find(address); }
  RuleCache cache_;
};

TEST_F(RuleCacheTest, AnAddressIsKnownOnceItsWordIsThere) {
  EXPECT_EQ(find(kCode), 0u);
  insert(kCode, 77);
  EXPECT_EQ(find(kCode), 77u);
  EXPECT_EQ(find(kCode + 1), 0u);
  insert(kCode, 78);
  EXPECT_EQ(find(kCode), 78u);
}

TEST_F(RuleCacheTest, AllAreFoundAfterItHasGrown) {
  constexpr std::uintptr_t kMany = 100000;
  for (std::uintptr_t i = 0; i < kMany; ++i) insert(kCode + 3 * i, i + 1);
  for (std::uintptr_t i = 0; i < kMany; ++i) {
    ASSERT_EQ(find(kCode + 3 * i), i + 1);
    ASSERT_EQ(find(kCode + 3 * i + 1), 0u);
  }
}

TEST_F(RuleCacheTest, AViewFromBeforeItGrewFindsWhatWasThere) {
  insert(kCode, 5);
  const RuleCache::View before = cache_.view();
  for (std::uintptr_t i = 1; i < 20000; ++i) insert(kCode + i, 6);
  EXPECT_EQ(before.find(kCode), 5u);
}

TEST_F(RuleCacheTest, WhatIsForgottenIsNotFoundAndItsPlaceIsUsedAgain) {
  insert(kCode, 5);
  cache_.forget();
  EXPECT_EQ(find(kCode), 0u);
  insert(kCode, 6);
  EXPECT_EQ(find(kCode), 6u);
}

TEST_F(RuleCacheTest, AWordFoundOutBeforeForgettingIsNotBelieved) {
  const std::uint64_t generation = cache_.view().generation();
  cache_.forget();
  cache_.insert(kCode, generation, 5);
  EXPECT_EQ(find(kCode), 0u);
}

TEST_F(RuleCacheTest, NothingOfTheFirstGenerationsIsFoundAfterAllNumbersWereUsed) {
  insert(kCode, 5);
  for (unsigned i = 0; i < 65535; ++i) {
    cache_.forget();
    ASSERT_EQ(find(kCode), 0u) << i;
  }
  insert(kCode, 6);
  EXPECT_EQ(find(kCode), 6u);
}

TEST_F(RuleCacheTest, AnAddressThatIsTooLargeIsNotTakenForTheOneItEndsIn) {
  insert(kCode, 5);
  const std::uintptr_t large = kCode | std::uintptr_t{1} << 63;
  EXPECT_EQ(find(large), 0u);
  insert(large, 6);
  EXPECT_EQ(find(large), 0u);
  EXPECT_EQ(find(kCode), 5u);
}

// For ThreadSanitizer too. A word says which address it belongs to, and since when.
TEST_F(RuleCacheTest, ReadersNeverSeeAnothersWordWhileItGrowsAndForgets) {
  constexpr std::uintptr_t kAddresses = 5000;
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> found{0};
  std::atomic<std::uint64_t> wrong{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!stop.load(std::memory_order_relaxed)) {
        const RuleCache::View view = cache_.view();
        for (std::uintptr_t at = 0; at < kAddresses; ++at) {
          const std::uint64_t word = view.find(kCode + at);
          if (word == 0) continue;
          found.fetch_add(1, std::memory_order_relaxed);
          // Newer than the view is allowed: the file was replaced meanwhile, and the caller's stack was not
          // in it.
          if ((word & 0xffff) != (at & 0xffff) || word >> 16 < view.generation())
            wrong.fetch_add(1, std::memory_order_relaxed);
        }
      }
    });
  }
  for (int round = 0; round < 20; ++round) {
    const std::uint64_t generation = cache_.view().generation();
    for (std::uintptr_t at = 0; at < kAddresses; ++at)
      cache_.insert(kCode + at, generation, generation << 16 | (at & 0xffff));
    if (round == 10) {
      while (found.load(std::memory_order_relaxed) == 0) std::this_thread::yield();
    }
    cache_.forget();
  }
  stop.store(true);
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong.load(), 0u);
  EXPECT_GT(found.load(), 0u);
}

}  // namespace
}  // namespace highwater::counting
