// SPDX-License-Identifier: Apache-2.0
// What the site tables of a measured process say (counting/wire_sites.h), with numbers for places in code.
// Used by the counting probe, which has them named afterwards (site_names.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "counting/wire.h"
#include "result/measurement.h"

namespace highwater {

struct SegmentSites {
  struct Place {
    std::uint32_t module = counting::kNoModule;  // index into `modules`, or kNoModule
    std::uint64_t offset = 0;  // an address in the file's own terms; without a file in memory

    bool operator==(const Place&) const = default;
  };
  struct Stack {
    std::vector<Place> places;  // leaf first
    bool truncated = false;     // it goes on
  };

  std::vector<ModuleResult> modules;
  std::vector<Stack> stacks;        // of each site; the first is that of what has no stack, empty
  std::vector<SiteResult> process;  // numbers of each site, without frames
  // The same of each region, by its index in the process; empty where they are not known.
  std::vector<std::vector<SiteResult>> regions;
  // The process was killed in the middle of an event, or at a boundary of a region: then the sums over the
  // sites are right, and the totals beside them may lack a part of the event.
  bool cut = false;
};

// Those of nobody when their sum is beyond any program: a reader's sums of these numbers must not overflow
// either.
std::vector<SiteResult> believable(std::vector<SiteResult> numbers);

// Brings modules and stacks up to date: those that a running target has come to since, and all at first.
void read_places(const counting::SiteTables& tables, SegmentSites& sites);

// Believes no count or index unchecked: the target can write there at will. Pure.
SegmentSites read_sites(const counting::Process& process, const counting::SiteTables& tables);

}  // namespace highwater
