// SPDX-License-Identifier: Apache-2.0
#include "report/html/flame_tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/html/parts.h"

namespace highwater {
namespace {

void add_to(FlameNode& node, const FlameStack& stack, std::int64_t width) {
  node.now = saturated_sum(node.now, stack.now);
  node.before = saturated_sum(node.before, stack.before);
  node.width = saturated_sum(node.width, width);
}

FlameNode& child_named(FlameNode& node, const std::string& name) {
  for (FlameNode& child : node.children)
    if (child.name == name) return child;
  node.children.push_back({.name = name, .now = 0, .before = 0, .width = 0, .children = {}});
  return node.children.back();
}

void sort_children(FlameNode& node) {
  std::sort(node.children.begin(), node.children.end(), [](const FlameNode& a, const FlameNode& b) {
    return a.width != b.width ? a.width > b.width : a.name < b.name;
  });
  for (FlameNode& child : node.children) sort_children(child);
}

void prune_below(FlameNode& node, double least) {
  const auto small = std::find_if(node.children.begin(), node.children.end(), [&](const FlameNode& child) {
    return static_cast<double>(child.width) < least;
  });
  const auto count = node.children.end() - small;  // the narrowest are at the end
  if (count > 0) {
    FlameNode rest{
        .name = fmt::format("[{} smaller]", count), .now = 0, .before = 0, .width = 0, .children = {}};
    for (auto child = small; child != node.children.end(); ++child) {
      rest.now = saturated_sum(rest.now, child->now);
      rest.before = saturated_sum(rest.before, child->before);
      rest.width = saturated_sum(rest.width, child->width);
    }
    node.children.erase(small, node.children.end());
    node.children.push_back(std::move(rest));
  }
  for (FlameNode& child : node.children) prune_below(child, least);
}

}  // namespace

FlameTree flame_tree(const std::vector<FlameStack>& stacks) {
  FlameTree tree;
  tree.root.name = "all";
  for (const FlameStack& stack : stacks) {
    const std::int64_t width = stack.now > 0    ? stack.now
                               : stack.now == 0 ? std::max<std::int64_t>(stack.before, 0)
                                                : 0;
    if (stack.now < 0) {
      ++tree.negative_chains;
      tree.negative_bytes = saturated_sum(tree.negative_bytes, stack.now);
    }
    if (width == 0) continue;
    FlameNode* node = &tree.root;
    add_to(*node, stack, width);
    for (auto name = stack.chain.rbegin(); name != stack.chain.rend(); ++name) {
      node = &child_named(*node, *name);
      add_to(*node, stack, width);
    }
  }
  sort_children(tree.root);
  return tree;
}

void prune(FlameTree& tree, double share) {
  prune_below(tree.root, share * static_cast<double>(tree.root.width));
}

}  // namespace highwater
