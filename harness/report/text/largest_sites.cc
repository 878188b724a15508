// SPDX-License-Identifier: Apache-2.0
#include "report/text/largest_sites.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/terminal.h"
#include "report/text/site_line.h"
#include "report/text/table.h"

namespace highwater {
namespace {

constexpr std::size_t kShown = 5;

const RegionResult* only_region_with_sites(const Measurement& measurement) {
  const RegionResult* only = nullptr;
  for (const RegionResult& region : measurement.regions) {
    if (region.sites.empty()) continue;
    if (only != nullptr) return nullptr;
    only = &region;
  }
  return only;
}

std::string share(std::int64_t part, std::int64_t total) {
  return total == 0 ? "-"
                    : fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(total));
}

}  // namespace

std::string render_largest_sites(const Measurement& measurement, bool color) {
  if (!measurement.has_sites) return {};
  const RegionResult* region = only_region_with_sites(measurement);
  std::vector<const SiteResult*> sites;
  std::int64_t total = 0;
  for (const SiteResult& site : region != nullptr ? region->sites : measurement.sites) {
    if (site.peak_bytes == 0) continue;
    sites.push_back(&site);
    total += site.peak_bytes;
  }
  std::stable_sort(sites.begin(), sites.end(),
                   [](const SiteResult* a, const SiteResult* b) { return a->peak_bytes > b->peak_bytes; });
  Table table({{"", Align::kRight}, {"", Align::kRight}, {""}});
  std::int64_t rest = total;
  for (std::size_t i = 0; i < std::min(sites.size(), kShown); ++i) {
    rest -= sites[i]->peak_bytes;
    table.add({{format_count(sites[i]->peak_bytes)},
               {share(sites[i]->peak_bytes, total)},
               {describe_site(*sites[i])}});
  }
  if (sites.size() > kShown)
    table.add(
        {{format_count(rest)}, {share(rest, total)}, {fmt::format("[{} others]", sites.size() - kShown)}});
  table.add({{format_count(total)}, {share(total, total)}, {"TOTAL"}});
  const std::string rows = table.render("    ", color);
  return fmt::format("  largest at the peak of {}, in bytes:\n",
                     region != nullptr ? "region " + printable(region->name) : "the process") +
         rows.substr(rows.find('\n') + 1);
}

}  // namespace highwater
