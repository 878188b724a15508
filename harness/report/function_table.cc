// SPDX-License-Identifier: Apache-2.0
// As google/pprof, internal/report/report.go and internal/graph/graph.go: small functions are dropped and the
// graph is made anew without them; then the largest are kept and it is made anew once more.
#include "report/function_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/printable.h"
#include "report/function_graph.h"

namespace highwater {
namespace {

constexpr double kNodeFraction = 0.005;
constexpr double kEdgeFraction = 0.001;

std::int64_t fraction_of(std::int64_t total, double fraction) {
  return std::abs(static_cast<std::int64_t>(static_cast<double>(total) * fraction));
}

class TableMaker {
 public:
  TableMaker(const FunctionGraph& graph, const FunctionTableOptions& options)
      : graph_(graph), options_(options), kept_(graph.size(), true), counted_(graph.count(kept_)) {
    for (std::size_t node = 0; node < graph.size(); ++node)
      names_.push_back(printable(name_of(graph.identity(node))));
    list_nodes();
  }

  FunctionTable make(std::int64_t total) {
    std::int64_t sum = 0;  // with its sign; a difference may cancel out
    for (const std::size_t node : listed_) sum += at(node).flat;
    FunctionTable table;
    table.total = total;
    table.dropped_below = fraction_of(total, kNodeFraction);
    table.dropped = drop_small(fraction_of(sum, kNodeFraction));
    table.candidates = listed_.size();
    sort();
    if (options_.most_rows > 0 && listed_.size() > options_.most_rows) {
      listed_.resize(options_.most_rows);
      keep_listed();
      sort();
    }
    const std::vector<Inlining> inlining = inlining_of(fraction_of(sum, kEdgeFraction));
    for (const std::size_t node : listed_)
      table.rows.push_back({names_[node], at(node).flat, at(node).cum, inlining[node]});
    return table;
  }

 private:
  const FunctionGraph::Node& at(std::size_t node) const { return counted_.nodes[node]; }

  void list_nodes() {
    listed_.clear();
    for (std::size_t node = 0; node < counted_.nodes.size(); ++node)
      if (kept_[node] && (at(node).flat != 0 || at(node).cum != 0)) listed_.push_back(node);
  }

  void keep_listed() {
    kept_.assign(graph_.size(), false);
    for (const std::size_t node : listed_) kept_[node] = true;
    counted_ = graph_.count(kept_);
    list_nodes();
  }

  std::size_t drop_small(std::int64_t least) {
    const std::size_t before = listed_.size();
    std::erase_if(listed_, [&](std::size_t node) { return std::abs(at(node).cum) < least; });
    const std::size_t dropped = before - listed_.size();
    if (dropped > 0) keep_listed();
    return dropped;
  }

  // Of functions that look alike: two modules of one name, or a function called like a module.
  std::string last_resort(std::size_t node) const {
    const FunctionGraph::Identity& identity = graph_.identity(node);
    return fmt::format("{{{}  0  0 0 {}}}", printable(identity.name), printable(identity.module));
  }

  bool comes_before(std::size_t left, std::size_t right) const {
    const bool by_cum = options_.sort == SortBy::kCum;
    const auto first = [&](std::size_t node) { return std::abs(by_cum ? at(node).cum : at(node).flat); };
    const auto second = [&](std::size_t node) { return std::abs(by_cum ? at(node).flat : at(node).cum); };
    if (first(left) != first(right)) return first(left) > first(right);
    if (names_[left] != names_[right]) return names_[left] < names_[right];
    if (second(left) != second(right)) return second(left) > second(right);
    return last_resort(left) < last_resort(right);
  }

  void sort() {
    std::sort(listed_.begin(), listed_.end(),
              [this](std::size_t left, std::size_t right) { return comes_before(left, right); });
  }

  std::vector<Inlining> inlining_of(std::int64_t least_weight) const {
    std::vector<bool> inlined(graph_.size());
    std::vector<bool> called(graph_.size());
    for (const auto& [key, edge] : counted_.edges) {
      if (std::abs(edge.weight) < least_weight) continue;
      (edge.inlined ? inlined : called)[FunctionGraph::callee_of(key)] = true;
    }
    std::vector<Inlining> found(graph_.size(), Inlining::kNone);
    for (std::size_t node = 0; node < found.size(); ++node)
      if (inlined[node]) found[node] = called[node] ? Inlining::kSome : Inlining::kAll;
    return found;
  }

  const FunctionGraph& graph_;
  const FunctionTableOptions& options_;
  std::vector<std::string> names_;
  std::vector<bool> kept_;
  FunctionGraph::Counted counted_;
  std::vector<std::size_t> listed_;
};

}  // namespace

FunctionTable make_function_table(const SiteProfile& profile, const FunctionTableOptions& options) {
  FunctionGraph graph(options.by);
  graph.add(profile, FunctionGraph::Sign::kPlus);
  return TableMaker(graph, options).make(graph.weight(FunctionGraph::Sign::kPlus));
}

FunctionTable make_function_difference(const SiteProfile& old, const SiteProfile& current,
                                       const FunctionTableOptions& options) {
  FunctionGraph graph(options.by);
  graph.add(current, FunctionGraph::Sign::kPlus);
  graph.add(old, FunctionGraph::Sign::kMinus);
  const std::int64_t old_total = graph.weight(FunctionGraph::Sign::kMinus);
  return TableMaker(graph, options)
      .make(old_total > 0 ? old_total : graph.weight(FunctionGraph::Sign::kPlus));
}

}  // namespace highwater
