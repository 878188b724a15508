// SPDX-License-Identifier: Apache-2.0
#include "report/html/flame_tree.h"

#include <gtest/gtest.h>

#include <limits>

namespace highwater {
namespace {

FlameStack stack(CallChain chain, std::int64_t now, std::int64_t before = 0) {
  return {.chain = std::move(chain), .now = now, .before = before};
}

std::int64_t sum_of_children(const FlameNode& node) {
  std::int64_t sum = 0;
  for (const FlameNode& child : node.children) sum += child.width;
  return sum;
}

TEST(FlameTree, ChainsMergeFromTheirOutermostFunction) {
  const FlameTree tree = flame_tree(
      {stack({"leaf", "mid", "main"}, 10), stack({"other", "mid", "main"}, 30), stack({"mid", "main"}, 2)});
  EXPECT_EQ(tree.root.width, 42);
  ASSERT_EQ(tree.root.children.size(), 1U);
  const FlameNode& mid = tree.root.children[0].children[0];
  EXPECT_EQ(mid.name, "mid");
  EXPECT_EQ(mid.now, 42);
  ASSERT_EQ(mid.children.size(), 2U);
  EXPECT_EQ(mid.children[0].name, "other");  // the widest first
  EXPECT_EQ(sum_of_children(mid), 40);       // 2 are mid's own
}

TEST(FlameTree, WhatIsGoneIsAsWideAsItWas) {
  const FlameTree tree = flame_tree({stack({"a", "main"}, 10, 4), stack({"b", "main"}, 0, 7)});
  EXPECT_EQ(tree.root.width, 17);
  EXPECT_EQ(tree.root.now, 10);
  EXPECT_EQ(tree.root.before, 11);
}

TEST(FlameTree, ChainsThatFreedMoreThanTheyAllocatedAreCountedNotDrawn) {
  const FlameTree tree = flame_tree({stack({"a"}, 10), stack({"b"}, -3), stack({"c"}, -4)});
  EXPECT_EQ(tree.root.width, 10);
  EXPECT_EQ(tree.negative_chains, 2);
  EXPECT_EQ(tree.negative_bytes, -7);
}

TEST(FlameTree, PruningKeepsTheSums) {
  std::vector<FlameStack> stacks = {stack({"large", "main"}, 10000)};
  for (int i = 0; i < 5; ++i) stacks.push_back(stack({"small" + std::to_string(i), "main"}, 3));
  FlameTree tree = flame_tree(stacks);
  prune(tree, 0.001);
  const FlameNode& main = tree.root.children[0];
  ASSERT_EQ(main.children.size(), 2U);
  EXPECT_EQ(main.children[1].name, "[5 smaller]");
  EXPECT_EQ(main.children[1].now, 15);
  EXPECT_EQ(sum_of_children(main), tree.root.width);
}

TEST(FlameTree, WhatIsWideEnoughStays) {
  FlameTree tree = flame_tree({stack({"a"}, 999), stack({"b"}, 1)});
  prune(tree, 0.001);
  EXPECT_EQ(tree.root.children.size(), 2U);
}

TEST(FlameTree, SumsBeyondSixtyFourBitsStopAtTheLargest) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const FlameTree tree = flame_tree({stack({"a"}, kMost), stack({"b"}, kMost)});
  EXPECT_EQ(tree.root.width, kMost);
}

}  // namespace
}  // namespace highwater
