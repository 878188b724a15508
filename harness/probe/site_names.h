// SPDX-License-Identifier: Apache-2.0
// From places in code to functions, files and lines: what the counting probe read, as the sites of a
// measurement.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "probe/segment_sites.h"
#include "result/measurement.h"
#include "symbols/symbolizer.h"

namespace highwater {

// Names places and stacks, each once however often it is asked for. Of one process: sites and modules keep
// their numbers there. Not thread-safe.
class SiteNamer {
 public:
  // BORROWS: symbolizer.
  explicit SiteNamer(Symbolizer& symbolizer) : symbolizer_(symbolizer) {}

  // The frames of site `number`, leaf first; never empty.
  const std::vector<FrameRef>& frames_of(const SegmentSites& sites, std::size_t number);

 private:
  const std::vector<FrameRef>& at(const SegmentSites& sites, const SegmentSites::Place& place);
  std::vector<FrameRef> resolve(const SegmentSites& sites, const SegmentSites::Place& place);

  Symbolizer& symbolizer_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::vector<FrameRef>> places_;
  std::vector<std::vector<FrameRef>> stacks_;  // by site; empty: not asked for yet
};

// Measurement::warnings, where tables were full.
std::string too_many_sites();

// Sites without any number are left out of a measurement; the largest peak comes first.
bool has_numbers(const SiteResult& site);
void sort_sites(std::vector<SiteResult>& sites);

// Sets sites, modules and the regions' sites of `measurement`, whose regions are those that `sites` was read
// with.
void name_sites(const SegmentSites& sites, Symbolizer& symbolizer, Measurement& measurement);

}  // namespace highwater
