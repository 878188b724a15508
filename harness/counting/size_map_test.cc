// SPDX-License-Identifier: Apache-2.0
// The map of block sizes with made-up addresses.
#include "counting/size_map.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace highwater::counting {
namespace {

using Insert = SizeMap::Insert;

const void* at(std::uintptr_t address) {
  return reinterpret_cast<const void*>(address);
}

class SizeMapTest : public testing::Test {
 protected:
  Insert insert(std::uintptr_t address, std::size_t size) {
    return map_->insert(at(address), size, &replaced_);
  }
  std::int64_t remove(std::uintptr_t address) { return map_->remove(at(address)); }

  std::size_t replaced_ = 0;
  std::unique_ptr<SizeMap> map_ = std::make_unique<SizeMap>();
};

// Around every change of representation: one byte, two bytes, the table.
TEST_F(SizeMapTest, GivesEverySizeBack) {
  for (const std::size_t size : {0ul, 1ul, 15ul, 16ul, 17ul, 127ul, 128ul, 129ul, 12286ul, 12287ul, 12288ul,
                                 12289ul, 1ul << 32, 1ul << 46}) {
    EXPECT_EQ(insert(0x7f0000001000, size), Insert::kNew) << size;
    EXPECT_EQ(remove(0x7f0000001000), static_cast<std::int64_t>(size));
    EXPECT_EQ(remove(0x7f0000001000), SizeMap::kUnknown) << size;
  }
}

TEST_F(SizeMapTest, TakesBlocksOffTheGranules) {
  insert(0x1008, 8);
  insert(0x1000, 8);
  EXPECT_EQ(remove(0x1008), 8);
  EXPECT_EQ(remove(0x1000), 8);
}

TEST_F(SizeMapTest, TakesAddressesAboveTheShadow) {
  constexpr std::uintptr_t kHigh = std::uintptr_t{1} << 52;
  EXPECT_EQ(insert(kHigh, 40), Insert::kNew);
  EXPECT_EQ(insert(kHigh, 50), Insert::kReplaced);
  EXPECT_EQ(replaced_, 40u);
  EXPECT_EQ(remove(kHigh), 50);
}

// The second byte of the last block of a leaf is not in the next leaf.
TEST_F(SizeMapTest, KeepsTheLastBlockOfALeafApartFromTheNextLeaf) {
  constexpr std::uintptr_t kBoundary = std::uintptr_t{5} << 26;
  insert(kBoundary - 16, 5000);
  insert(kBoundary + 16, 7);
  EXPECT_EQ(remove(kBoundary), SizeMap::kUnknown);
  EXPECT_EQ(remove(kBoundary - 16), 5000);
  EXPECT_EQ(remove(kBoundary + 16), 7);
}

TEST_F(SizeMapTest, AnAddressInsideABlockIsUnknown) {
  insert(0x2000, 500);
  for (const std::uintptr_t inside : {0x2008ul, 0x2010ul, 0x2020ul, 0x21f0ul})
    EXPECT_EQ(remove(inside), SizeMap::kUnknown) << inside;
  EXPECT_EQ(remove(0x2000), 500);
}

// The old block went unseen; its address comes again as a block of every representation.
TEST_F(SizeMapTest, TellsWhatWasReplaced) {
  for (const std::size_t old : {5ul, 100ul, 1000000ul}) {
    for (const std::size_t size : {6ul, 200ul, 2000000ul}) {
      insert(0x3000, old);
      EXPECT_EQ(insert(0x3000, size), Insert::kReplaced);
      EXPECT_EQ(replaced_, old);
      EXPECT_EQ(remove(0x3000), static_cast<std::int64_t>(size));
    }
  }
}

// A block that went unseen, and one that begins where the second byte of the old one is.
TEST_F(SizeMapTest, TellsWhatWasReplacedOneGranuleBefore) {
  insert(0x3000, 100);
  EXPECT_EQ(insert(0x3010, 40), Insert::kReplaced);
  EXPECT_EQ(replaced_, 100u);
  EXPECT_EQ(remove(0x3000), SizeMap::kUnknown);
  EXPECT_EQ(remove(0x3010), 40);
}

// 32 bytes apart, as glibc's smallest blocks are; over the border of a leaf, with every representation.
TEST_F(SizeMapTest, AgreesWithTheNaiveModelOverRandomEvents) {
  constexpr std::uintptr_t kFirst = (std::uintptr_t{9} << 26) - 32UL * 500;
  std::mt19937_64 random(11);
  std::map<std::uintptr_t, std::size_t> model;
  for (int step = 0; step < 300000; ++step) {
    const std::uintptr_t address = kFirst + 32 * (random() % 1000) + (random() % 50 == 0 ? 8 : 0);
    const auto known = model.find(address);
    if (random() % 2 == 0) {
      const std::size_t size = random() % 10 == 0 ? random() % 100000 : random() % 600;
      ASSERT_EQ(insert(address, size), known == model.end() ? Insert::kNew : Insert::kReplaced);
      if (known != model.end()) {
        ASSERT_EQ(replaced_, known->second);
      }
      model[address] = size;
    } else {
      const std::int64_t expected =
          known == model.end() ? SizeMap::kUnknown : static_cast<std::int64_t>(known->second);
      ASSERT_EQ(remove(address), expected);
      model.erase(address);
    }
  }
}

// Threads race for the same new leaves; neighbouring blocks belong to different threads.
TEST_F(SizeMapTest, ThreadsDoNotDisturbEachOther) {
  constexpr std::uintptr_t kThreads = 4, kBlocks = 20000;
  std::vector<std::thread> threads;
  std::vector<int> wrong(kThreads);
  for (std::uintptr_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      const auto address = [&](std::uintptr_t i) { return 0x40000000 + 32 * (i * kThreads + thread) * 101; };
      std::size_t replaced = 0;
      for (std::uintptr_t i = 0; i < kBlocks; ++i)
        if (map_->insert(at(address(i)), i + thread, &replaced) != Insert::kNew) ++wrong[thread];
      for (std::uintptr_t i = 0; i < kBlocks; ++i)
        if (map_->remove(at(address(i))) != static_cast<std::int64_t>(i + thread)) ++wrong[thread];
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(kThreads, 0));
}

}  // namespace
}  // namespace highwater::counting
