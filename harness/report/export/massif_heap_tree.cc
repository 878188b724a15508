// SPDX-License-Identifier: Apache-2.0
#include "report/export/massif_heap_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "base/terminal.h"
#include "result/call_chain.h"

namespace highwater {
namespace {

constexpr std::size_t kMaxDepth = 200;
constexpr double kThresholdPercent = 0.1;

// "0x401234: grow (buffer.cc:12)", "0x5678: ??? (in /usr/lib/libfoo.so)"
std::string label_of(const Frame& frame) {
  std::string label = fmt::format("{:#x}: {}", frame.offset, frame.function.empty() ? "???" : frame.function);
  if (!frame.file.empty())
    label += fmt::format(" ({}:{})", file_name_of(frame.file), frame.line);
  else if (!frame.module.empty())
    label += fmt::format(" (in {})", frame.module);
  return printable(label);
}

class Tree {
 public:
  void add(const SiteResult& site, std::int64_t bytes) {
    nodes_[kRoot].bytes += bytes;
    std::size_t node = kRoot;
    for (std::size_t i = 0; i < std::min(site.frames.size(), kMaxDepth); ++i) {
      node = child_of(node, label_number(*site.frames[i]));
      nodes_[node].bytes += bytes;
    }
  }

  std::int64_t bytes() const { return nodes_[kRoot].bytes; }

  std::string render() {
    std::string text;
    render(kRoot, 0, "(heap allocation functions) malloc/new/new[], --alloc-fns, etc.", text);
    return text;
  }

 private:
  static constexpr std::size_t kRoot = 0;

  struct Node {
    std::size_t label = 0;
    std::int64_t bytes = 0;
    std::vector<std::size_t> children;
  };

  std::size_t label_number(const Frame& frame) {
    const auto [by_address, is_new] = labels_by_address_.try_emplace(&frame, 0);
    if (!is_new) return by_address->second;
    const auto [by_text, is_first] = labels_by_text_.try_emplace(label_of(frame), labels_.size());
    if (is_first) labels_.push_back(&by_text->first);
    return by_address->second = by_text->second;
  }

  std::size_t child_of(std::size_t parent, std::size_t label) {
    const auto [child, is_new] = children_.try_emplace(std::uint64_t{parent} << 32 | label, nodes_.size());
    if (is_new) {
      nodes_[parent].children.push_back(nodes_.size());
      nodes_.push_back({.label = label, .bytes = 0, .children = {}});
    }
    return child->second;
  }

  bool is_significant(std::size_t node) const {
    return static_cast<double>(nodes_[node].bytes) * 100 >=
           static_cast<double>(nodes_[kRoot].bytes) * kThresholdPercent;
  }

  bool comes_before(std::size_t left, std::size_t right) const {
    if (nodes_[left].bytes != nodes_[right].bytes) return nodes_[left].bytes > nodes_[right].bytes;
    return *labels_[nodes_[left].label] < *labels_[nodes_[right].label];
  }

  static void add_line(std::size_t depth, std::size_t children, std::int64_t bytes, const std::string& label,
                       std::string& text) {
    text.append(depth, ' ');
    fmt::format_to(std::back_inserter(text), "n{}: {} {}\n", children, bytes, label);
  }

  // To kMaxDepth at most.
  void render(std::size_t node, std::size_t depth, const std::string& label, std::string& text) {
    std::vector<std::size_t>& children = nodes_[node].children;
    const auto small = std::partition(children.begin(), children.end(),
                                      [this](std::size_t child) { return is_significant(child); });
    std::sort(children.begin(), small,
              [this](std::size_t left, std::size_t right) { return comes_before(left, right); });
    const auto places = static_cast<std::size_t>(children.end() - small);
    const auto shown = static_cast<std::size_t>(small - children.begin());
    std::int64_t rest = 0;
    for (auto child = small; child != children.end(); ++child) rest += nodes_[*child].bytes;
    add_line(depth, shown + (places > 0 ? 1 : 0), nodes_[node].bytes, label, text);
    bool is_rest_due = places > 0;
    const auto add_rest = [&] {
      add_line(depth + 1, 0, rest,
               fmt::format("in {} place{} below massif's threshold ({:.2f}%)", places,
                           places == 1 ? "," : "s, all", kThresholdPercent),
               text);
      is_rest_due = false;
    };
    for (std::size_t i = 0; i < shown; ++i) {
      const std::size_t child = nodes_[node].children[i];
      if (is_rest_due && rest > nodes_[child].bytes) add_rest();
      render(child, depth + 1, *labels_[nodes_[child].label], text);
    }
    if (is_rest_due) add_rest();
  }

  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::unordered_map<std::uint64_t, std::size_t> children_;
  std::vector<const std::string*> labels_;
  std::unordered_map<std::string, std::size_t> labels_by_text_;
  std::unordered_map<const Frame*, std::size_t> labels_by_address_;
};

}  // namespace

MassifHeapTree make_massif_heap_tree(const std::vector<SiteResult>& sites, std::int64_t SiteResult::*member) {
  MassifHeapTree made;
  Tree tree;
  for (const SiteResult& site : sites) {
    const std::int64_t bytes = site.*member;
    if (bytes > 0) tree.add(site, bytes);
    if (bytes >= 0) continue;
    ++made.left_out;
    made.left_out_bytes += bytes;
  }
  made.bytes = tree.bytes();
  made.text = tree.render();
  return made;
}

}  // namespace highwater
