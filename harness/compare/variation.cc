// SPDX-License-Identifier: Apache-2.0
#include "compare/variation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "base/bytes.h"
#include "compare/compare.h"
#include "compare/gated_numbers.h"

namespace highwater {
namespace {

// Counts are looked at only where no bytes differ: a block more is bytes more.
constexpr Metric kInBytes[] = {Metric::kPeakBytes, Metric::kRetainedBytes, Metric::kAllocatedBytes};

constexpr std::ptrdiff_t kFunctionsShown = 4;  // of a chain, from the one that allocated

bool has_any(const std::vector<VaryingSite>& sites, std::initializer_list<std::string_view> words) {
  return std::any_of(sites.begin(), sites.end(), [&](const VaryingSite& site) {
    return std::any_of(site.chain.begin(), site.chain.end(), [&](const std::string& name) {
      return std::any_of(words.begin(), words.end(),
                         [&](std::string_view word) { return name.find(word) != std::string::npos; });
    });
  });
}

Stability stability_of(const GatedMetrics& metrics, Metric metric) {
  const auto found = metrics.find(metric);
  return found == metrics.end() || !found->second.spread ? Stability::kExact
                                                         : found->second.spread->stability;
}

}  // namespace

std::string describe(const VaryingSite& site) {
  const auto shown = std::min<std::ptrdiff_t>(kFunctionsShown, std::ssize(site.chain));
  return fmt::format("varies: {}: {} {} to {}", to_text({site.chain.begin(), site.chain.begin() + shown}),
                     name_of(site.metric), format_count(site.least), format_count(site.most));
}

std::vector<std::string> describe_spread(const Baseline& baseline) {
  std::vector<std::string> notes;
  for (const auto& [metric, gated] : baseline.metrics) {
    if (!gated.spread || gated.spread->stability == Stability::kExact) continue;
    std::string note =
        fmt::format("{} is {}: {} to {} in {} runs", name_of(metric), name_of(gated.spread->stability),
                    format_count(gated.spread->minimum), format_count(gated.spread->maximum), baseline.runs);
    if (gated.spread->stability == Stability::kNoisy)
      note += gated.limit ? "; only its limit gates it"
                          : "; nothing gates it until a \"limit\" is written into the baseline";
    notes.push_back(std::move(note));
  }
  return notes;
}

std::vector<VaryingSite> varying_sites(const std::vector<std::vector<SiteResult>>& runs, std::size_t count) {
  std::vector<VaryingSite> varying;
  for (const Metric metric : kInBytes) {
    std::map<CallChain, std::vector<std::int64_t>> values;
    for (std::size_t run = 0; run < runs.size(); ++run)
      for (const MergedSite& site : merged_by_chain(runs[run])) {
        std::vector<std::int64_t>& of_chain = values[site.sums.chain];
        of_chain.resize(runs.size());  // 0 in a run that has no such chain
        of_chain[run] = value_of(site.sums, metric);
      }
    for (const auto& entry : values) {
      const CallChain& chain = entry.first;
      const std::vector<std::int64_t>& of_chain = entry.second;
      const auto [least, most] = std::minmax_element(of_chain.begin(), of_chain.end());
      if (*least == *most) continue;
      const VaryingSite site{.chain = chain, .metric = metric, .least = *least, .most = *most};
      const auto known = std::find_if(varying.begin(), varying.end(),
                                      [&](const VaryingSite& other) { return other.chain == chain; });
      if (known == varying.end())
        varying.push_back(site);
      else if (site.spread() > known->spread())
        *known = site;
    }
  }
  std::stable_sort(varying.begin(), varying.end(), [](const VaryingSite& a, const VaryingSite& b) {
    return a.spread() != b.spread() ? a.spread() > b.spread() : a.chain < b.chain;
  });
  varying.resize(std::min(varying.size(), count));
  return varying;
}

std::vector<std::string> unexpected_spread(const Baseline& baseline, const std::vector<Measurement>& runs,
                                           const std::optional<std::string>& region) {
  std::vector<std::string> notes;
  for (const auto& [metric, gated] : expected_of(baseline, runs.front().probe)) {
    if (!gated.spread || gated.spread->stability != Stability::kExact) continue;
    std::vector<std::int64_t> values;
    for (const Measurement& run : runs)
      if (const Expected<GatedNumbers> numbers = gated_numbers(run, region))
        values.push_back(value_of(numbers->metrics, metric));
    const Noise noise = noise_of(values, 0);
    if (noise.stability == Stability::kExact) continue;
    notes.push_back(fmt::format("{} was EXACT when it was accepted, and is {} to {} in these {} runs",
                                name_of(metric), format_count(noise.minimum), format_count(noise.maximum),
                                noise.runs));
  }
  return notes;
}

Cause probable_cause(const GatedMetrics& metrics, bool peak_is_exact, const std::vector<VaryingSite>& sites) {
  const bool other_order = stability_of(metrics, Metric::kAllocations) == Stability::kExact &&
                           stability_of(metrics, Metric::kAllocatedBytes) == Stability::kExact;
  if (!peak_is_exact || other_order) return Cause::kThreads;
  if (has_any(sites, {"time", "clock", "date", "chrono", "tz"})) return Cause::kTime;
  if (has_any(sites, {"hash", "Hash", "unordered", "random", "seed"})) return Cause::kHashSeed;
  if (has_any(sites, {"env", "locale", "getpid", "hostname", "mktemp", "path", "readdir"}))
    return Cause::kEnvironment;
  return Cause::kUnknown;
}

std::string remedy_for(Cause cause) {
  switch (cause) {
    case Cause::kThreads:
      return "threads: the same allocations in another order. Run with one thread, or hold the threads to an "
             "order; retained bytes and allocations stay gated, and a \"limit\" in the baseline gates the "
             "peak";
    case Cause::kTime:
      return "time: what is allocated depends on the clock. Give the scenario a fixed time";
    case Cause::kHashSeed:
      return "a hash seed: tables fill in another order. Seed the generator with a constant";
    case Cause::kEnvironment:
      return "the environment: names, paths or process numbers of other lengths. `check` fixes variables and "
             "standard streams; take the rest from arguments";
    case Cause::kUnknown:
      break;
  }
  return "not known. Usual causes: threads, the clock, a hash seed, the environment. Run it twice with "
         "--sites "
         "and compare with `highwater diff`";
}

}  // namespace highwater
