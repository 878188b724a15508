// SPDX-License-Identifier: Apache-2.0
// The map of blocks with made-up addresses: whatever goes in comes out, with its site, in every
// representation.
#include "counting/block_map.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace highwater::counting {

bool operator==(const BlockMap::Block& a, const BlockMap::Block& b) {
  return a.known == b.known && a.size == b.size && a.site == b.site;
}
void PrintTo(const BlockMap::Block& block, std::ostream* out) {
  *out << (block.known ? "" : "unknown, ") << block.size << " bytes of site " << block.site;
}

namespace {

using Block = BlockMap::Block;
using Room = BlockMap::Room;

constexpr std::uintptr_t kHeap = std::uintptr_t{3} << 26;
constexpr Block kUnknown;

const void* at(std::uintptr_t address) {
  return reinterpret_cast<const void*>(address);
}

class BlockMapTest : public testing::TestWithParam<Room> {
 protected:
  void SetUp() override { map_->start(at(kHeap), GetParam()); }

  // What was replaced; kUnknown: nothing.
  Block insert(std::uintptr_t address, std::uint64_t size, std::uint32_t site) {
    Block replaced;
    EXPECT_TRUE(map_->insert(at(address), size, site, &replaced));
    return replaced;
  }
  Block remove(std::uintptr_t address) { return map_->remove(at(address)); }

  std::unique_ptr<BlockMap> map_ = std::make_unique<BlockMap>();
};

INSTANTIATE_TEST_SUITE_P(Rooms, BlockMapTest, testing::Values(Room::kOneGranule, Room::kTwoGranules),
                         [](const testing::TestParamInfo<Room>& room) {
                           return room.param == Room::kOneGranule ? "OneGranule" : "TwoGranules";
                         });

// Around every change of representation (16 bytes, 4,095 bytes, what no program has), with sites that need
// every bit; in the window, elsewhere, off the granules, and above what the cells reach.
TEST_P(BlockMapTest, GivesEverySizeAndSiteBack) {
  for (const std::uintptr_t address : {kHeap + 0x1000, std::uintptr_t{0x7f0000001000}, kHeap + 0x1008,
                                       std::uintptr_t{0x7f0000001001}, std::uintptr_t{1} << 52})
    for (const std::uint64_t size :
         {0ul, 1ul, 16ul, 17ul, 4094ul, 4095ul, 4096ul, 1ul << 32, (1ul << 46) - 1})
      for (const std::uint32_t site : {0u, 1u, 7u, 8u, 0x15555u, 0x2aaaau, kMaxSites - 1}) {
        EXPECT_EQ(insert(address, size, site), kUnknown);
        EXPECT_EQ(remove(address), (Block{size, site, true})) << address;
        EXPECT_EQ(remove(address), kUnknown);
      }
}

// A block that was freed unseen: its address comes again as a block of every representation.
TEST_P(BlockMapTest, TellsWhatWasReplaced) {
  for (const std::uintptr_t address : {kHeap + 0x3000, kHeap + 0x3008})
    for (const std::uint64_t old : {5ul, 100ul, 1000000ul})
      for (const std::uint64_t size : {6ul, 200ul, 2000000ul}) {
        insert(address, old, 9);
        EXPECT_EQ(insert(address, size, 70000), (Block{old, 9, true}));
        EXPECT_EQ(remove(address), (Block{size, 70000, true}));
        EXPECT_EQ(remove(address), kUnknown);
      }
}

// A block that was freed unseen, and one that begins where the second cell of the old one is. Without that
// the old block would keep a part of the new one's for its site.
TEST_P(BlockMapTest, TellsWhatWasReplacedOneGranuleBefore) {
  for (const std::uint32_t site : {0u, 3u, 8u, kMaxSites - 1}) {
    insert(kHeap + 0x3000, 100, site);
    EXPECT_EQ(insert(kHeap + 0x3010, 40, 17), (Block{100, site, true}));
    EXPECT_EQ(remove(kHeap + 0x3000), kUnknown);
    EXPECT_EQ(insert(kHeap + 0x3000, 5, 2), kUnknown);
    EXPECT_EQ(remove(kHeap + 0x3000), (Block{5, 2, true}));
    remove(kHeap + 0x3010);
  }
}

TEST_P(BlockMapTest, AnAddressInsideABlockIsUnknown) {
  insert(kHeap + 0x2000, 500, kMaxSites - 1);
  for (const std::uintptr_t inside : {0x2008ul, 0x2010ul, 0x2020ul, 0x21f0ul})
    EXPECT_EQ(remove(kHeap + inside), kUnknown) << inside;
  EXPECT_EQ(remove(kHeap + 0x2000), (Block{500, kMaxSites - 1, true}));
}

TEST_P(BlockMapTest, TheNullPointerIsUnknown) {
  EXPECT_EQ(map_->remove(nullptr), kUnknown);
}

// The second cell of the last block of a leaf is not in the next leaf; inside the window there is one row of
// cells.
TEST_P(BlockMapTest, KeepsTheLastBlockOfALeafApartFromTheNextLeaf) {
  for (const std::uintptr_t boundary : {std::uintptr_t{5} << 26, std::uintptr_t{500} << 26}) {
    insert(boundary - 16, 3000, 0x2aaaa);
    insert(boundary + 16, 7, 5);
    EXPECT_EQ(remove(boundary), kUnknown);
    EXPECT_EQ(remove(boundary - 16), (Block{3000, 0x2aaaa, true}));
    EXPECT_EQ(remove(boundary + 16), (Block{7, 5, true}));
  }
}

// Blocks as near to each other as the room allows, of every representation, over the borders of leaves and of
// the window, some of them freed unseen.
TEST_P(BlockMapTest, AgreesWithTheNaiveModelOverRandomEvents) {
  const bool one = GetParam() == Room::kOneGranule;
  std::mt19937_64 random(11);
  std::map<std::uintptr_t, Block> model;
  const std::uintptr_t borders[] = {std::uintptr_t{5} << 26, std::uintptr_t{19} << 26,
                                    std::uintptr_t{900} << 26};
  for (int step = 0; step < 300000; ++step) {
    const std::uintptr_t first = borders[random() % 3] - 16UL * 500;
    const std::uintptr_t granule = random() % 1000 / (one ? 1 : 2) * (one ? 1 : 2);
    const std::uintptr_t address = first + 16 * granule + (random() % 50 == 0 ? 8 : 0);
    const auto known = model.find(address);
    const Block present = known == model.end() ? kUnknown : known->second;
    if (random() % 2 == 0) {
      const bool alone = model.count(address + 16) == 0 && model.count(address + 24) == 0;
      const std::uint64_t largest = random() % 10 == 0 ? 100000 : 600;
      const std::uint64_t size = random() % (one && !alone ? 17 : largest);
      // Where another block reaches to, none begins.
      const auto before = model.find(address - 16);
      if (one && address % 16 == 0 && before != model.end() && before->second.size > 16) continue;
      const Block block{size, static_cast<std::uint32_t>(random() % kMaxSites), true};
      ASSERT_EQ(insert(address, block.size, block.site), present);
      model[address] = block;
    } else {
      ASSERT_EQ(remove(address), present);
      model.erase(address);
    }
  }
}

// Blocks freed unseen and others in their places, anyhow: whatever is said to have been there was, and only
// once.
TEST_P(BlockMapTest, NeverInventsABlock) {
  std::mt19937_64 random(3);
  std::multimap<std::uintptr_t, Block> inserted;
  for (int step = 0; step < 300000; ++step) {
    const std::uintptr_t address = kHeap + 16 * (random() % 400);
    const auto is_one_of_ours = [&](const Block& block) {
      for (const std::uintptr_t place : {address, address - 16})
        for (auto found = inserted.lower_bound(place); found != inserted.upper_bound(place); ++found)
          if (found->second == block) {
            inserted.erase(found);
            return true;
          }
      return false;
    };
    if (random() % 2 == 0) {
      const Block block{random() % (random() % 10 == 0 ? 10000 : 600),
                        static_cast<std::uint32_t>(random() % kMaxSites), true};
      const Block replaced = insert(address, block.size, block.site);
      ASSERT_TRUE(!replaced.known || is_one_of_ours(replaced)) << testing::PrintToString(replaced);
      inserted.emplace(address, block);
    } else {
      const Block removed = remove(address);
      ASSERT_TRUE(!removed.known || is_one_of_ours(removed)) << testing::PrintToString(removed);
    }
  }
}

// Threads race for the same new leaves; neighbouring blocks belong to different threads.
TEST_P(BlockMapTest, ThreadsDoNotDisturbEachOther) {
  constexpr std::uint32_t kThreads = 4, kBlocks = 20000;
  std::vector<std::thread> threads;
  std::vector<int> wrong(kThreads);
  for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      const auto address = [&](std::uintptr_t i) { return kHeap + 32 * (i * kThreads + thread) * 101; };
      Block replaced;
      for (std::uint32_t i = 0; i < kBlocks; ++i)
        if (!map_->insert(at(address(i)), i / 2, i + thread, &replaced) || replaced.known) ++wrong[thread];
      for (std::uint32_t i = 0; i < kBlocks; ++i)
        if (!(map_->remove(at(address(i))) == Block{i / 2, i + thread, true})) ++wrong[thread];
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(kThreads, 0));
}

// In a child of its own, which can map nothing more.
TEST_P(BlockMapTest, SaysWhenThereIsNoMemory) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit nothing{0, 0};
    if (::setrlimit(RLIMIT_AS, &nothing) != 0) ::_exit(1);
    Block replaced;
    if (map_->insert(at(0x7f0000001000), 40, 1, &replaced)) ::_exit(2);
    if (map_->insert(at(kHeap + 0x1000), 5000, 1, &replaced))
      ::_exit(3);  // the window has cells, the table no entry
    if (map_->remove(at(kHeap + 0x1000)).known) ::_exit(4);
    ::_exit(map_->insert(at(kHeap + 0x1000), 40, 1, &replaced) && !replaced.known ? 0 : 5);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace highwater::counting
