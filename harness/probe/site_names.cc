// SPDX-License-Identifier: Apache-2.0
// Each place is resolved once, however many stacks go through it.
#include "probe/site_names.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace highwater {
namespace {

class Names {
 public:
  Names(const std::vector<ModuleResult>& modules, Symbolizer& symbolizer)
      : modules_(modules), symbolizer_(symbolizer) {}

  // The functions at a place, those inlined there first.
  const std::vector<FrameRef>& at(const SegmentSites::Place& place) {
    const auto [entry, is_new] = known_.try_emplace({place.module, place.offset});
    if (is_new) entry->second = resolve(place);
    return entry->second;
  }

 private:
  std::vector<FrameRef> resolve(const SegmentSites::Place& place) {
    if (place.module == counting::kNoModule) {
      Frame frame;
      frame.offset = place.offset;
      return {FrameRef(std::move(frame))};
    }
    const ModuleResult& module = modules_[place.module];
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

  const std::vector<ModuleResult>& modules_;
  Symbolizer& symbolizer_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::vector<FrameRef>> known_;
};

Frame named(const char* function) {
  Frame frame;
  frame.function = function;
  return frame;
}

std::vector<FrameRef> frames_of(const SegmentSites::Stack& stack, Names& names) {
  std::vector<FrameRef> frames;
  for (const SegmentSites::Place& place : stack.places) {
    const std::vector<FrameRef>& here = names.at(place);
    frames.insert(frames.end(), here.begin(), here.end());
  }
  if (stack.truncated) frames.emplace_back(named(kTruncatedFrame));
  if (frames.empty()) frames.emplace_back(named(kUnattributedFrame));
  return frames;
}

bool has_numbers(const SiteResult& site) {
  return site.peak_bytes != 0 || site.peak_blocks != 0 || site.retained_bytes != 0 ||
         site.retained_blocks != 0 || site.allocated_bytes != 0 || site.allocations != 0;
}

// Largest first; sites that are alike stay in the order in which they first allocated.
bool comes_before(const SiteResult& a, const SiteResult& b) {
  return std::tie(a.peak_bytes, a.retained_bytes, a.allocated_bytes) >
         std::tie(b.peak_bytes, b.retained_bytes, b.allocated_bytes);
}

std::vector<SiteResult> with_frames(const std::vector<SiteResult>& numbers, const SegmentSites& sites,
                                    Names& names) {
  std::vector<SiteResult> found;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!has_numbers(numbers[i])) continue;
    found.push_back(numbers[i]);
    found.back().frames = frames_of(sites.stacks[i], names);
  }
  std::stable_sort(found.begin(), found.end(), comes_before);
  return found;
}

}  // namespace

void name_sites(const SegmentSites& sites, Symbolizer& symbolizer, Measurement& measurement) {
  Names names(sites.modules, symbolizer);
  measurement.modules = sites.modules;
  measurement.sites = with_frames(sites.process, sites, names);
  measurement.has_sites = true;
  for (std::size_t i = 0; i < measurement.regions.size() && i < sites.regions.size(); ++i)
    measurement.regions[i].sites = with_frames(sites.regions[i], sites, names);
}

}  // namespace highwater
