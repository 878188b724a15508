// SPDX-License-Identifier: Apache-2.0
// E02 and E03 of docs/edge_cases.md: the memory for allocations that come before there is an allocator.
#include "counting/bootstrap_arena.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>

namespace highwater::counting {
namespace {

TEST(E02, AnArenaThatIsUsedUpRefusesAndGoesOn) {
  const auto arena = std::make_unique<BootstrapArena>();
  EXPECT_EQ(arena->allocate(SIZE_MAX), nullptr);
  EXPECT_EQ(arena->allocate(SIZE_MAX - 20), nullptr);
  EXPECT_EQ(arena->allocate(64 << 10), nullptr) << "there is no room for its size beside it";
  int blocks = 0;
  while (arena->allocate(1000) != nullptr) ++blocks;
  EXPECT_GE(blocks, 60);  // of 1000 bytes and what stands beside them, in 64 KiB
  EXPECT_LE(blocks, 65);
  EXPECT_EQ(arena->allocate(1000), nullptr);
}

TEST(E03, ItsBlocksAreKnownHoweverLateTheyComeBack) {
  const auto arena = std::make_unique<BootstrapArena>();
  void* const first = arena->allocate(100);
  void* const none = arena->allocate(0);
  void* const second = arena->allocate(33);
  for (void* const block : {first, none, second}) {
    ASSERT_NE(block, nullptr);
    EXPECT_TRUE(arena->owns(block));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 16, 0u);
  }
  std::memset(first, 0xff, 100);
  EXPECT_EQ(arena->size_of(first), 100u);
  EXPECT_EQ(arena->size_of(none), 0u);
  EXPECT_EQ(arena->size_of(second), 33u);
  int elsewhere = 0;
  EXPECT_FALSE(arena->owns(&elsewhere));
  EXPECT_FALSE(arena->owns(nullptr));
}

}  // namespace
}  // namespace highwater::counting
