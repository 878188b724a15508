// SPDX-License-Identifier: Apache-2.0
// The share that a site has of a peak: what it had noted when it changed in that window, else what it has.
#include "probe/segment_sites.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "probe/plausible.h"

namespace highwater {
namespace {

using counting::Module;
using counting::Process;
using counting::SiteState;
using counting::SiteTables;
using counting::SiteTotals;

using Numbers = std::vector<SiteResult>;

// The same of a site at the end, each number of each lane.
SiteState state_of(const Process& process, const SiteTables& tables, std::uint32_t site) {
  SiteState state = counting::state_of(tables, site, process.slots[0].window.load());
  for (std::int64_t* number : {&state.live_bytes, &state.live_blocks, &state.allocated_bytes,
                               &state.allocations, &state.peak_bytes, &state.peak_blocks})
    *number = plausible(*number);
  return state;
}
using SiteStates = std::vector<SiteState>;

std::string text_of(const char* text, std::size_t capacity) {
  return std::string(text, ::strnlen(text, capacity));
}

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

// A library that was found by a relative path (dlopen, LD_LIBRARY_PATH). What is not where it was then, or
// another by now, is told by its build ID.
std::string absolute(const std::string& path, const std::string& folder) {
  const bool is_relative = !path.starts_with('/') && path.find('/') != std::string::npos;
  return is_relative && folder.starts_with('/')
             ? (std::filesystem::path(folder) / path).lexically_normal().string()
             : path;
}

std::vector<ModuleResult> read_modules(const SiteTables& tables) {
  std::vector<ModuleResult> modules;
  const std::string folder = text_of(tables.folder, sizeof tables.folder);
  const std::uint32_t count = std::min(tables.module_count.load(), counting::kMaxModules);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Module& module = tables.modules[i];
    std::string path = text_of(module.path, sizeof module.path);
    if (path.empty()) path = text_of(tables.executable, sizeof tables.executable);
    path = absolute(path, folder);
    const std::size_t id_bytes = std::min<std::size_t>(module.build_id_bytes, sizeof module.build_id);
    modules.push_back({std::move(path), hexadecimal(module.build_id, id_bytes)});
  }
  return modules;
}

SegmentSites::Stack read_stack(const SiteTables& tables, const counting::SiteStack& site, std::size_t modules,
                               std::size_t most_frames) {
  SegmentSites::Stack stack;
  const std::uint32_t locations = std::min(tables.location_count.load(), counting::kMaxLocations);
  const std::uint32_t depth = std::min(site.depth, counting::kMaxDepth);
  for (std::uint32_t i = 0; i < depth; ++i) {
    const std::uint64_t at = std::uint64_t{site.first_frame} + i;
    const std::uint32_t id = at < counting::kMaxFrames ? tables.frames[at] : counting::kTruncated;
    if (id < counting::kFirstLocation || id >= locations || stack.places.size() == most_frames) {
      stack.truncated = true;
      break;
    }
    const counting::Location location = tables.locations[id];
    const std::uint32_t module = counting::module_of(location);
    stack.places.push_back({module < modules ? module : counting::kNoModule, counting::offset_of(location)});
  }
  return stack;
}

const SiteTotals& totals_of(const SiteTables& tables, std::uint32_t column, std::uint32_t site) {
  const std::uint32_t chunk = tables.columns.chunk_of[column][site / counting::kChunkSites].load();
  return tables.columns.chunks[chunk < counting::kMaxChunks ? chunk : 0][site % counting::kChunkSites];
}

// Peaks of one window, or of several: bytes and blocks of each site.
struct Share {
  std::int64_t bytes = 0;
  std::int64_t blocks = 0;
};
using Shares = std::vector<Share>;

std::int64_t sum_of(const Shares& shares) {
  std::int64_t sum = 0;
  for (const Share& share : shares) add_plausible(sum, share.bytes);
  return sum;
}

// Of the window that was open at the end. When more is live than its peak, the end is the peak.
Shares window_shares(const SiteStates& sites) {
  Shares shares;
  Shares live;
  for (const SiteState& site : sites) {
    live.push_back({site.live_bytes, site.live_blocks});
    shares.push_back({site.peak_bytes, site.peak_blocks});
  }
  return sum_of(live) > sum_of(shares) ? live : shares;
}

Shares column_shares(const SiteTables& tables, std::uint32_t column, std::uint32_t count) {
  Shares shares(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const SiteTotals& totals = totals_of(tables, column, i);
    shares[i] = {plausible(totals.peak_bytes), plausible(totals.peak_blocks)};
  }
  return shares;
}

Numbers process_numbers(const SiteTables& tables, const SiteStates& states, const Shares& window) {
  const auto count = static_cast<std::uint32_t>(states.size());
  const Shares folded = column_shares(tables, counting::kFoldedColumn + tables.folded.load() % 2, count);
  const Shares& peak = sum_of(window) > sum_of(folded) ? window : folded;
  Numbers numbers(count);
  for (std::uint32_t i = 0; i < count; ++i)
    numbers[i] = {.peak_bytes = peak[i].bytes,
                  .peak_blocks = peak[i].blocks,
                  .retained_bytes = states[i].live_bytes,
                  .retained_blocks = states[i].live_blocks,
                  .allocated_bytes = states[i].allocated_bytes,
                  .allocations = states[i].allocations,
                  .frames = {}};
  return numbers;
}

Numbers finished_numbers(const Process& process, const SiteTables& tables, std::uint32_t region,
                         std::uint32_t count) {
  const std::uint32_t version = process.regions[region].version.load();
  Numbers numbers(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const SiteTotals& sums = totals_of(tables, counting::kRegionColumns + 2 * region + version % 2, i);
    numbers[i] = {.peak_bytes = plausible(sums.peak_bytes),
                  .peak_blocks = plausible(sums.peak_blocks),
                  .retained_bytes = plausible(sums.retained_bytes),
                  .retained_blocks = plausible(sums.retained_blocks),
                  .allocated_bytes = plausible(sums.allocated_bytes),
                  .allocations = plausible(sums.allocations),
                  .frames = {}};
  }
  return numbers;
}

// A pass that the process never finished, with the end as its end.
void add_open_pass(Numbers& numbers, const SiteTables& tables, const SiteStates& states, std::uint32_t handle,
                   const Shares& window) {
  const auto count = static_cast<std::uint32_t>(numbers.size());
  const std::uint32_t column = counting::kOpenColumns + handle;
  Shares own = column_shares(tables, column, count);
  if (sum_of(window) > sum_of(own)) own = window;
  std::int64_t finished = 0;
  for (const SiteResult& site : numbers) add_plausible(finished, site.peak_bytes);
  std::int64_t net = sum_of(own);
  for (std::uint32_t i = 0; i < count; ++i)
    add_plausible(net, -plausible(totals_of(tables, column, i).retained_bytes));
  for (std::uint32_t i = 0; i < count; ++i) {
    const SiteState& site = states[i];
    const SiteTotals& start = totals_of(tables, column, i);
    if (net > finished) {
      numbers[i].peak_bytes = plausible(own[i].bytes - plausible(start.retained_bytes));
      numbers[i].peak_blocks = plausible(own[i].blocks - plausible(start.retained_blocks));
    }
    add_plausible(numbers[i].retained_bytes, site.live_bytes - plausible(start.retained_bytes));
    add_plausible(numbers[i].retained_blocks, site.live_blocks - plausible(start.retained_blocks));
    add_plausible(numbers[i].allocated_bytes, site.allocated_bytes - plausible(start.allocated_bytes));
    add_plausible(numbers[i].allocations, site.allocations - plausible(start.allocations));
  }
}

// By how much each site's live bytes grew an iteration, between the two notes: late in the run, when what
// fills and stops has stopped. Rounded to whole bytes.
void add_growth(Numbers& numbers, const Process& process, const SiteTables& tables, std::uint32_t region) {
  const auto& noted = process.regions[region].noted_iterations;
  const std::int64_t iterations[2] = {plausible(noted[0]), plausible(noted[1])};
  const std::uint32_t last = iterations[1] > iterations[0] ? 1 : 0;
  const std::int64_t passed = iterations[last] - iterations[1 - last];
  if (iterations[1 - last] <= 0 || passed <= 0) return;
  const std::uint32_t columns = counting::kIterationColumns + 2 * region;
  for (std::uint32_t i = 0; i < numbers.size(); ++i) {
    const std::int64_t grown = plausible(totals_of(tables, columns + last, i).retained_bytes) -
                               plausible(totals_of(tables, columns + 1 - last, i).retained_bytes);
    numbers[i].growth_bytes_per_iteration = (2 * grown + (grown < 0 ? -passed : passed)) / (2 * passed);
  }
}

// Whether the sites of regions are known. Rows for every region and every site take gigabytes where there are
// as many as there may be of both: no program has, since a region that has seen a site needs chunks for it.
bool knows_regions(const Process& process, std::uint32_t pending, std::size_t regions, std::size_t sites) {
  constexpr std::size_t kMaxRows = std::size_t{4} * counting::kMaxChunks * counting::kChunkSites;
  return pending != counting::kBoundary && (process.flags.load() & counting::kRegionSitesFull) == 0 &&
         regions * sites <= kMaxRows;
}

}  // namespace

Numbers believable(Numbers numbers) {
  for (const auto member : {&SiteResult::peak_bytes, &SiteResult::peak_blocks, &SiteResult::retained_bytes,
                            &SiteResult::retained_blocks, &SiteResult::allocated_bytes,
                            &SiteResult::allocations, &SiteResult::growth_bytes_per_iteration}) {
    std::int64_t sum = 0;
    for (const SiteResult& site : numbers) add_plausible(sum, std::abs(site.*member));
    if (sum == kBeyondAnyProgram) return Numbers(numbers.size());
  }
  return numbers;
}

void read_places(const SiteTables& tables, SegmentSites& sites) {
  // First: what a site goes through is there before the site is.
  const std::uint32_t count = std::min(tables.site_count.load(), counting::kMaxSites);
  sites.modules = read_modules(tables);
  std::size_t frames = 0;
  for (const SegmentSites::Stack& stack : sites.stacks) frames += stack.places.size();
  for (auto i = static_cast<std::uint32_t>(sites.stacks.size()); i < count; ++i) {
    // All stacks together have no more frames than there is room for.
    const std::size_t left = counting::kMaxFrames - std::min<std::size_t>(frames, counting::kMaxFrames);
    sites.stacks.push_back(read_stack(tables, tables.stacks[i], sites.modules.size(), left));
    frames += sites.stacks.back().places.size();
  }
}

SegmentSites read_sites(const Process& process, const SiteTables& tables) {
  SegmentSites sites;
  read_places(tables, sites);
  const auto count = static_cast<std::uint32_t>(sites.stacks.size());
  SiteStates states;
  for (std::uint32_t i = 0; i < count; ++i) states.push_back(state_of(process, tables, i));
  const Shares window = window_shares(states);
  sites.process = believable(process_numbers(tables, states, window));

  const std::uint32_t pending = process.slots[0].pending.load();
  sites.cut = pending != counting::kNothing;
  const std::size_t region_count = std::min<std::size_t>(process.region_count.load(), counting::kMaxRegions);
  sites.regions.resize(region_count);
  if (!knows_regions(process, pending, region_count, count)) return sites;
  for (std::uint32_t i = 0; i < region_count; ++i)
    sites.regions[i] = finished_numbers(process, tables, i, count);
  for (std::uint32_t handle = 0; handle < counting::kMaxOpenRegions; ++handle) {
    const counting::OpenRegion& open = process.open_regions[handle];
    const std::uint32_t region = open.region.load();
    if (open.in_use.load() == 0 || region >= region_count) continue;
    const std::uint32_t closes_at = open.closes_at_version.load();
    if (closes_at != 0 && process.regions[region].version.load() >= closes_at) continue;
    add_open_pass(sites.regions[region], tables, states, handle, window);
  }
  for (std::uint32_t i = 0; i < region_count; ++i) add_growth(sites.regions[i], process, tables, i);
  for (Numbers& numbers : sites.regions) numbers = believable(std::move(numbers));
  return sites;
}

}  // namespace highwater
