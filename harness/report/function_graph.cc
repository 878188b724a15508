// SPDX-License-Identifier: Apache-2.0
#include "report/function_graph.h"

#include <cstdlib>

#include "result/call_chain.h"

namespace highwater {

std::uint32_t FunctionGraph::node_of(const Identity& identity) {
  const auto [entry, is_new] = nodes_.try_emplace(identity, static_cast<std::uint32_t>(identities_.size()));
  if (is_new) identities_.push_back(identity);
  return entry->second;
}

const std::string& FunctionGraph::path_of(const SiteProfile::Mapping& mapping) {
  return module_paths_.try_emplace(identity_of(mapping), mapping.path).first->second;
}

std::vector<std::vector<FunctionGraph::Step>> FunctionGraph::steps_of_locations(const SiteProfile& profile) {
  std::vector<std::string> paths;
  for (const SiteProfile::Mapping& mapping : profile.mappings) paths.push_back(path_of(mapping));
  std::vector<std::vector<Step>> steps;
  for (const SiteProfile::Location& location : profile.locations) {
    const std::string module =
        location.mapping == SiteProfile::kNoMapping ? std::string() : paths[location.mapping];
    std::vector<Step> here;
    for (auto line = location.lines.rbegin(); line != location.lines.rend(); ++line) {
      const std::string& name = profile.functions[line->function].name;
      here.push_back({node_of(name.empty() ? Identity{{}, module} : Identity{name, {}}), !here.empty()});
    }
    if (here.empty()) here.push_back({node_of({{}, module}), false});
    steps.push_back(std::move(here));
  }
  return steps;
}

void FunctionGraph::add(const SiteProfile& profile, Sign sign) {
  const std::vector<std::vector<Step>> steps = steps_of_locations(profile);
  for (const SiteProfile::Sample& sample : profile.samples) {
    const std::int64_t value = sample.values[static_cast<std::size_t>(by_)];
    if (value == 0) continue;
    (sign == Sign::kPlus ? plus_ : minus_) += std::abs(value);
    Sample counted{.first_step = steps_.size(), .weight = sign == Sign::kPlus ? value : -value};
    for (auto location = sample.locations.rbegin(); location != sample.locations.rend(); ++location)
      steps_.insert(steps_.end(), steps[*location].begin(), steps[*location].end());
    counted.end_step = steps_.size();
    samples_.push_back(counted);
  }
}

FunctionGraph::Counted FunctionGraph::count(const std::vector<bool>& kept) const {
  constexpr std::size_t kNobody = SIZE_MAX;
  Counted counted{.nodes = std::vector<Node>(identities_.size()), .edges = {}};
  std::vector<std::size_t> seen(identities_.size());  // the last sample that counted in it, from 1
  for (std::size_t number = 1; number <= samples_.size(); ++number) {
    const Sample& sample = samples_[number - 1];
    std::size_t caller = kNobody;
    bool leaf_is_left_out = false;
    for (std::size_t i = sample.first_step; i < sample.end_step; ++i) {
      const Step& step = steps_[i];
      leaf_is_left_out = !kept[step.node];
      if (leaf_is_left_out) continue;
      if (seen[step.node] != number) counted.nodes[step.node].cum += sample.weight;
      seen[step.node] = number;
      if (caller != kNobody && caller != step.node) {
        Edge& edge = counted.edges[edge_key(caller, step.node)];
        if (edge.last_sample != number) {
          edge.weight += sample.weight;
          edge.inlined = edge.inlined && step.inlined;
          edge.last_sample = number;
        }
      }
      caller = step.node;
    }
    if (caller != kNobody && !leaf_is_left_out) counted.nodes[caller].flat += sample.weight;
  }
  return counted;
}

std::string name_of(const FunctionGraph::Identity& identity) {
  if (!identity.name.empty()) return identity.name;
  if (identity.module.empty()) return "<unknown>";
  return "[" + file_name_of(identity.module) + "]";
}

}  // namespace highwater
