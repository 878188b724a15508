// SPDX-License-Identifier: Apache-2.0
#include "baseline/baseline_site.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

namespace highwater {
namespace {

constexpr std::size_t kMostSites = 30;

void add(MergedSite& merged, const SiteResult& site) {
  BaselineSite& sums = merged.sums;
  sums.peak_bytes += site.peak_bytes;
  sums.retained_bytes += site.retained_bytes;
  sums.retained_blocks += site.retained_blocks;
  sums.allocated_bytes += site.allocated_bytes;
  sums.allocations += site.allocations;
  sums.growth_bytes_per_iteration += site.growth_bytes_per_iteration;
  merged.peak_blocks += site.peak_blocks;
  const auto size = [](const SiteResult& of) { return std::pair(of.peak_bytes, of.allocated_bytes); };
  if (merged.largest == nullptr || size(site) > size(*merged.largest)) merged.largest = &site;
}

// Marks the fewest sites that hold 95 % of what all together have of `metric`. Values of regions may be
// negative: what was freed of before counts by its size, too.
void mark_largest(const std::vector<MergedSite>& sites, Metric metric, std::vector<std::size_t>& ranks) {
  std::vector<std::size_t> order(sites.size());
  std::int64_t total = 0;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    order[i] = i;
    total += std::abs(value_of(sites[i].sums, metric));
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(value_of(sites[a].sums, metric)) > std::abs(value_of(sites[b].sums, metric));
  });
  std::int64_t held = 0;
  for (std::size_t rank = 0; rank < order.size() && held < total - total / 20; ++rank) {
    held += std::abs(value_of(sites[order[rank]].sums, metric));
    ranks[order[rank]] = std::min(ranks[order[rank]], rank);
  }
}

}  // namespace

std::vector<MergedSite> merged_by_chain(const std::vector<SiteResult>& sites) {
  std::vector<MergedSite> merged;
  ChainReader reader;
  std::map<CallChain, std::size_t> numbers;
  for (const SiteResult& site : sites) {
    CallChain chain = reader.chain_of(site);
    const auto [found, is_new] = numbers.try_emplace(std::move(chain), merged.size());
    if (is_new) {
      merged.emplace_back();
      merged.back().sums.chain = found->first;
    }
    add(merged[found->second], site);
  }
  for (MergedSite& site : merged) {
    site.first = &reader.first_of(*site.largest);
    site.sums.file = file_name_of(site.first->file);
  }
  return merged;
}

bool is_unattributed(const CallChain& chain) {
  return chain.size() == 1 && chain.front() == kUnattributedFrame;
}

std::vector<BaselineSite> largest_sites_of(const std::vector<SiteResult>& sites) {
  const std::vector<MergedSite> merged = merged_by_chain(sites);
  // The best place that a site has in any of the orders; they take turns, so that none fills the table alone.
  const std::size_t unranked = merged.size();
  std::vector<std::size_t> ranks(merged.size(), unranked);
  for (const Metric metric :
       {Metric::kPeakBytes, Metric::kRetainedBytes, Metric::kAllocatedBytes, Metric::kAllocations})
    mark_largest(merged, metric, ranks);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < merged.size(); ++i)
    if (ranks[i] < unranked) kept.push_back(i);
  std::stable_sort(kept.begin(), kept.end(),
                   [&](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
  kept.resize(std::min(kept.size(), kMostSites));
  std::vector<BaselineSite> largest;
  for (const std::size_t number : kept) largest.push_back(merged[number].sums);
  std::sort(largest.begin(), largest.end(), [](const BaselineSite& a, const BaselineSite& b) {
    return a.peak_bytes != b.peak_bytes ? a.peak_bytes > b.peak_bytes : a.chain < b.chain;
  });
  return largest;
}

}  // namespace highwater
