// SPDX-License-Identifier: Apache-2.0
// The tree that a flame graph is drawn from: call chains merged from their outermost function on. Pure; drawn
// by flame_graph.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "result/call_chain.h"

namespace highwater {

// What one chain of calls holds. In a plain graph `before` is 0 everywhere.
struct FlameStack {
  CallChain chain;  // leaf first
  std::int64_t now = 0;
  std::int64_t before = 0;
};

struct FlameNode {
  std::string name;
  std::int64_t now = 0;     // with the nodes below
  std::int64_t before = 0;  // likewise
  // How wide it is drawn: the bytes of now, and those of before where a chain holds none any more. That of a
  // node is at least the sum of those below it.
  std::int64_t width = 0;
  std::vector<FlameNode> children;  // widest first, then by name
};

struct FlameTree {
  FlameNode root;  // of all chains; its name is "all"
  // Chains that freed more than they allocated, as those of a region may, have no width: their number and
  // sum.
  std::int64_t negative_chains = 0;
  std::int64_t negative_bytes = 0;
};

FlameTree flame_tree(const std::vector<FlameStack>& stacks);

// Replaces the children of each node that are narrower than `share` of the whole tree by one leaf
// "[3 smaller]", the last of its siblings: the sums stay.
void prune(FlameTree& tree, double share);

}  // namespace highwater
