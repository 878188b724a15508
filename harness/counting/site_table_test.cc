// SPDX-License-Identifier: Apache-2.0
// The table of sites with made-up stacks.
#include "counting/site_table.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include "counting/testing/slot_memory.h"

namespace highwater::counting {
namespace {

using Stack = std::vector<std::uint32_t>;

class SiteTableTest : public testing::Test {
 protected:
  SiteTableTest() { table_->start(memory_.tables()); }

  std::uint32_t site_of(const Stack& stack) {
    full_ = false;
    return table_->site_of(stack.data(), stack.size(), &full_);
  }
  Stack frames_of(std::uint32_t number) const {
    const SiteStack& stack = memory_.tables()->stacks[number];
    const std::uint32_t* const first = &memory_.tables()->frames[stack.first_frame];
    return Stack(first, first + stack.depth);
  }
  std::uint32_t count() const { return memory_.tables()->site_count; }

  SlotMemory memory_;
  std::unique_ptr<SiteTable> table_ = std::make_unique<SiteTable>();
  bool full_ = false;
};

TEST_F(SiteTableTest, BeginsWithTheSiteOfWhatHasNone) {
  EXPECT_EQ(count(), 1u);
  EXPECT_EQ(frames_of(kOverflowSite), Stack{});
}

TEST_F(SiteTableTest, TheSameStackIsTheSameSite) {
  const std::uint32_t site = site_of({5, 6, 7});
  EXPECT_FALSE(full_);
  EXPECT_EQ(site, 1u);
  EXPECT_EQ(site_of({5, 6, 7}), site);
  EXPECT_FALSE(full_);
  EXPECT_EQ(count(), 2u);
  EXPECT_EQ(frames_of(site), (Stack{5, 6, 7}));
}

// A frame less, more, in another order, in another place, [truncated].
TEST_F(SiteTableTest, EveryFrameAndTheirOrderCount) {
  std::set<std::uint32_t> sites;
  const std::vector<Stack> stacks = {{1},       {2},          {1, 2},    {2, 1},          {1, 1},
                                     {1, 2, 1}, {kTruncated}, {1, 2, 0}, {1, 2, 0, 0, 0}, {0x10001, 2}};
  for (const Stack& stack : stacks) sites.insert(site_of(stack));
  EXPECT_EQ(sites.size(), stacks.size());
  EXPECT_EQ(count(), stacks.size() + 1);
}

TEST_F(SiteTableTest, TakesTheDeepestStack) {
  Stack stack(kMaxDepth);
  for (std::uint32_t i = 0; i < kMaxDepth; ++i) stack[i] = i;
  const std::uint32_t site = site_of(stack);
  EXPECT_EQ(frames_of(site), stack);
  stack.back() ^= 1;
  EXPECT_NE(site_of(stack), site);
}

// 230,000 stacks: the table grows eight times, and by the birthday rule about six pairs of them agree in all
// that the table keeps of a hash (2 * 10^10 / 2^32).
TEST_F(SiteTableTest, StacksWhoseHashesCollideAreApart) {
  constexpr std::uint32_t kStacks = 230000;
  std::mt19937 random(5);
  std::set<Stack> stacks;
  while (stacks.size() < kStacks) {
    Stack stack(1 + random() % 8);
    for (std::uint32_t& frame : stack) frame = static_cast<std::uint32_t>(random() % 500);
    stacks.insert(stack);
  }
  std::uint32_t expected = 1;
  for (const Stack& stack : stacks) {
    ASSERT_EQ(site_of(stack), expected++);
    ASSERT_FALSE(full_);
  }
  expected = 1;
  for (const Stack& stack : stacks) {
    ASSERT_EQ(frames_of(expected), stack);
    ASSERT_EQ(site_of(stack), expected++);
  }
}

TEST_F(SiteTableTest, SaysWhenThereIsNoRoomForASite) {
  memory_.tables()->site_count = kMaxSites - 2;
  EXPECT_EQ(site_of({1}), kMaxSites - 2);
  EXPECT_EQ(site_of({2}), kMaxSites - 1);
  EXPECT_FALSE(full_);
  EXPECT_EQ(site_of({3}), kOverflowSite);
  EXPECT_TRUE(full_);
  EXPECT_EQ(count(), kMaxSites);
  EXPECT_EQ(site_of({2}), kMaxSites - 1) << "what is there is still found";
  EXPECT_FALSE(full_);
}

TEST_F(SiteTableTest, SaysWhenThereIsNoRoomForAStacksFrames) {
  memory_.tables()->frame_count = kMaxFrames - 5;
  EXPECT_EQ(site_of({1, 2, 3}), 1u);
  EXPECT_EQ(site_of({1, 2, 4}), kOverflowSite);
  EXPECT_TRUE(full_);
  EXPECT_EQ(site_of({1, 2}), 2u) << "a shorter one has room";
  EXPECT_FALSE(full_);
  EXPECT_EQ(memory_.tables()->frame_count, kMaxFrames);
  EXPECT_EQ(site_of({1}), kOverflowSite);
  EXPECT_EQ(count(), 3u);
  EXPECT_EQ(frames_of(2), (Stack{1, 2}));
}

// In a child of its own, which can map nothing more: before the table is there, and when it should grow.
TEST_F(SiteTableTest, SaysWhenThereIsNoMemory) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit nothing{0, 0};
    if (::setrlimit(RLIMIT_AS, &nothing) != 0) ::_exit(1);
    std::uint32_t added = 0;
    for (std::uint32_t frame = 1; frame < 2000; ++frame) {
      bool full = false;
      const std::uint32_t site = table_->site_of(&frame, 1, &full);
      if (full != (site == kOverflowSite)) ::_exit(2);
      added += site != kOverflowSite;
    }
    if (added == 0 || added > 1000 || count() != added + 1) ::_exit(3);
    for (std::uint32_t frame = 1; frame <= added; ++frame) {
      bool full = false;
      if (table_->site_of(&frame, 1, &full) != frame || full) ::_exit(4);
    }
    SiteTable without;
    without.start(memory_.tables());
    bool full = false;
    ::_exit(without.site_of(&added, 1, &full) == kOverflowSite && full ? 0 : 5);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

// Each thread looks the same stacks up in an order of its own, while the table grows.
TEST_F(SiteTableTest, ThreadsAgreeOnTheSites) {
  constexpr std::uint32_t kThreads = 4, kStacks = 20000;
  std::vector<std::vector<std::uint32_t>> found(kThreads, std::vector<std::uint32_t>(kStacks));
  std::vector<std::thread> threads;
  for (std::uint32_t thread = 0; thread < kThreads; ++thread)
    threads.emplace_back([&, thread] {
      std::vector<std::uint32_t> order(kStacks);
      for (std::uint32_t i = 0; i < kStacks; ++i) order[i] = i;
      if (thread != 0) std::shuffle(order.begin(), order.end(), std::mt19937(thread));
      for (const std::uint32_t i : order) {
        const std::uint32_t stack[] = {i, i / 3, 7};
        bool full = false;
        found[thread][i] = table_->site_of(stack, 3, &full);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count(), kStacks + 1);
  for (std::uint32_t thread = 1; thread < kThreads; ++thread) EXPECT_EQ(found[thread], found[0]);
  EXPECT_EQ(std::set<std::uint32_t>(found[0].begin(), found[0].end()).size(), kStacks);
}

}  // namespace
}  // namespace highwater::counting
