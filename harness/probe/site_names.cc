// SPDX-License-Identifier: Apache-2.0
#include "probe/site_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace highwater {
namespace {

Frame named(const char* function) {
  Frame frame;
  frame.function = function;
  return frame;
}

// Largest first; sites that are alike stay in the order in which they first allocated.
bool comes_before(const SiteResult& a, const SiteResult& b) {
  return std::tie(a.peak_bytes, a.retained_bytes, a.allocated_bytes) >
         std::tie(b.peak_bytes, b.retained_bytes, b.allocated_bytes);
}

std::vector<SiteResult> with_frames(const std::vector<SiteResult>& numbers, const SegmentSites& sites,
                                    SiteNamer& namer) {
  std::vector<SiteResult> found;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!has_numbers(numbers[i])) continue;
    found.push_back(numbers[i]);
    found.back().frames = namer.frames_of(sites, i);
  }
  sort_sites(found);
  return found;
}

}  // namespace

// The functions at a place, those inlined there first.
const std::vector<FrameRef>& SiteNamer::at(const SegmentSites& sites, const SegmentSites::Place& place) {
  const auto [entry, is_new] = places_.try_emplace({place.module, place.offset});
  if (is_new) entry->second = resolve(sites, place);
  return entry->second;
}

std::vector<FrameRef> SiteNamer::resolve(const SegmentSites& sites, const SegmentSites::Place& place) {
  if (place.module == counting::kNoModule) {
    Frame frame;
    frame.offset = place.offset;
    return {FrameRef(std::move(frame))};
  }
  const ModuleResult& module = sites.modules[place.module];
  std::vector<FrameRef> frames;
  for (SymbolFrame& symbol : symbolizer_.resolve({module.path, module.build_id}, place.offset))
    frames.push_back(Frame{.function = std::move(symbol.function),
                           .file = std::move(symbol.file),
                           .line = symbol.line,
                           .module = module.path,
                           .offset = place.offset,
                           .inlined = symbol.inlined});
  return frames;
}

const std::vector<FrameRef>& SiteNamer::frames_of(const SegmentSites& sites, std::size_t number) {
  if (stacks_.size() <= number) stacks_.resize(sites.stacks.size());
  std::vector<FrameRef>& frames = stacks_[number];
  if (!frames.empty()) return frames;
  const SegmentSites::Stack& stack = sites.stacks[number];
  for (const SegmentSites::Place& place : stack.places) {
    const std::vector<FrameRef>& here = at(sites, place);
    frames.insert(frames.end(), here.begin(), here.end());
  }
  if (stack.truncated) frames.emplace_back(named(kTruncatedFrame));
  if (frames.empty()) frames.emplace_back(named(kUnattributedFrame));
  return frames;
}

std::string too_many_sites() {
  return fmt::format("more than {} call stacks, or {} frames: the rest is [unattributed]",
                     counting::kMaxSites, counting::kMaxFrames);
}

bool has_numbers(const SiteResult& site) {
  return site.peak_bytes != 0 || site.peak_blocks != 0 || site.retained_bytes != 0 ||
         site.retained_blocks != 0 || site.allocated_bytes != 0 || site.allocations != 0;
}

void sort_sites(std::vector<SiteResult>& sites) {
  std::stable_sort(sites.begin(), sites.end(), comes_before);
}

void name_sites(const SegmentSites& sites, Symbolizer& symbolizer, Measurement& measurement) {
  SiteNamer namer(symbolizer);
  measurement.modules = sites.modules;
  measurement.sites = with_frames(sites.process, sites, namer);
  measurement.has_sites = true;
  for (std::size_t i = 0; i < measurement.regions.size() && i < sites.regions.size(); ++i)
    measurement.regions[i].sites = with_frames(sites.regions[i], sites, namer);
}

}  // namespace highwater
