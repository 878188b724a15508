// SPDX-License-Identifier: Apache-2.0
#include "report/html/flames.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "report/html/flame_graph.h"
#include "report/html/parts.h"

namespace highwater {
namespace {

constexpr const char* kTooSmall = "[too small for the baseline]";

std::vector<FlameStack> plain_stacks(const std::vector<BaselineSite>& sites, Metric metric) {
  std::vector<FlameStack> stacks;
  for (const BaselineSite& site : sites)
    stacks.push_back({.chain = site.chain, .now = value_of(site, metric), .before = 0});
  return stacks;
}

bool holds_any(const std::vector<BaselineSite>& sites, Metric metric) {
  return std::any_of(sites.begin(), sites.end(),
                     [&](const BaselineSite& site) { return value_of(site, metric) != 0; });
}

std::string plain(const std::vector<BaselineSite>& sites, const std::string& note) {
  std::string out = render_flame_graph(flame_tree(plain_stacks(sites, Metric::kPeakBytes)), FlameKind::kPeak,
                                       {"At the peak", note});
  if (!holds_any(sites, Metric::kRetainedBytes))
    return out +
           "<figure class=\"flame kept\"><figcaption><b>Retained</b></figcaption>"
           "<p class=\"empty\">Nothing: every byte was freed.</p></figure>\n";
  return out + render_flame_graph(flame_tree(plain_stacks(sites, Metric::kRetainedBytes)),
                                  FlameKind::kRetained, {"Retained", note});
}

// The baseline's sites under the names that they have now, where explaining found those: a function that was
// renamed or inlined is not both gone and new.
std::vector<BaselineSite> baseline_sites(const CheckOutcome& outcome, Metric metric) {
  std::map<CallChain, CallChain> now;
  for (const Explanation& explanation : outcome.explanations)
    for (const SiteDifference& site : explanation.sites)
      if (explanation.metric == metric && !site.chain_before.empty()) now[site.chain_before] = site.chain;
  std::vector<BaselineSite> sites = outcome.baseline->sites;
  for (BaselineSite& site : sites)
    if (const auto renamed = now.find(site.chain); renamed != now.end()) site.chain = renamed->second;
  return sites;
}

std::string difference(const CheckOutcome& outcome, const std::vector<BaselineSite>& run, Metric metric,
                       const char* title) {
  const MetricComparison* compared = find_metric(outcome, metric);
  if (compared == nullptr) return "";
  const std::vector<FlameStack> stacks =
      difference_stacks(run, baseline_sites(outcome, metric), metric, compared->baseline);
  const bool differs = std::any_of(stacks.begin(), stacks.end(),
                                   [](const FlameStack& stack) { return stack.now != stack.before; });
  if (!differs) return "";
  return render_flame_graph(
      flame_tree(stacks), FlameKind::kDifference,
      {title, "Widths are the bytes of now, and of the baseline where a call chain is gone."});
}

constexpr const char* kNoSites =
    "<p class=\"empty\">No call sites: this result was made without them. <code>highwater run --sites</code> "
    "records "
    "them, and so does a check that fails.</p>\n";
constexpr const char* kNoSitesMassif =
    "<p class=\"empty\">No call sites: the massif probe does not record them. The counting probe does.</p>\n";

}  // namespace

std::vector<FlameStack> difference_stacks(const std::vector<BaselineSite>& run,
                                          const std::vector<BaselineSite>& baseline, Metric metric,
                                          std::int64_t baseline_total) {
  std::vector<FlameStack> stacks;
  std::map<CallChain, std::size_t> known;
  std::int64_t smallest = std::numeric_limits<std::int64_t>::max();
  FlameStack rest{.chain = {kTooSmall}, .now = 0, .before = baseline_total};
  for (const BaselineSite& site : baseline) {
    const std::int64_t value = value_of(site, metric);
    if (const auto [place, is_new] = known.try_emplace(site.chain, stacks.size()); is_new)
      stacks.push_back({.chain = site.chain, .now = 0, .before = value});
    else
      stacks[place->second].before = saturated_sum(stacks[place->second].before, value);
    rest.before = saturated_difference(value, rest.before);
    if (value > 0) smallest = std::min(smallest, value);
  }
  // What it is complete about has no rest; sites that free more than they allocate can even make one
  // negative.
  if (rest.before <= 0) {
    rest.before = 0;
    smallest = 0;
  }
  for (const BaselineSite& site : run) {
    const std::int64_t value = value_of(site, metric);
    if (const auto place = known.find(site.chain); place != known.end())
      stacks[place->second].now = saturated_sum(stacks[place->second].now, value);
    else if (value <= smallest)
      rest.now = saturated_sum(rest.now, value);
    else
      stacks.push_back({.chain = site.chain, .now = value, .before = 0});
  }
  if (rest.now != 0 || rest.before != 0) stacks.push_back(std::move(rest));
  return stacks;
}

std::string html_flames(const CheckOutcome& outcome, const std::vector<BaselineSite>& run) {
  const bool has_baseline = outcome.baseline && !outcome.baseline->sites.empty();
  if (!run.empty()) {
    std::string graphs = plain(run, "");
    if (has_baseline) {
      graphs += difference(outcome, run, Metric::kPeakBytes, "Peak against the baseline");
      graphs += difference(outcome, run, Metric::kRetainedBytes, "Retained against the baseline");
    }
    return "<div class=\"flames\">" + graphs + "</div>\n";
  }
  if (outcome.probe == ProbeKind::kMassif) return kNoSitesMassif;
  if (!has_baseline) return kNoSites;
  return "<div class=\"flames\">" +
         plain(outcome.baseline->sites,
               "Of the baseline: this run was within its limits and recorded no call sites. A baseline keeps "
               "the "
               "largest.") +
         "</div>\n";
}

}  // namespace highwater
