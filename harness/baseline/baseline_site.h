// SPDX-License-Identifier: Apache-2.0
// A call site in a baseline: what it had to answer for when the numbers were accepted. So that a failing
// check can say what grew without the old program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "result/call_chain.h"
#include "result/measurement.h"

namespace highwater {

// Of all stacks with this chain together; bytes and counts as in SiteResult.
struct BaselineSite {
  CallChain chain;
  std::string file;  // that the first function is in, without folders; empty: not known
  std::int64_t peak_bytes = 0;
  std::int64_t retained_bytes = 0;
  std::int64_t retained_blocks = 0;
  std::int64_t allocated_bytes = 0;
  std::int64_t allocations = 0;
  std::int64_t growth_bytes_per_iteration = 0;

  bool operator==(const BaselineSite&) const = default;
};

// The sites of one chain together.
struct MergedSite {
  BaselineSite sums;
  std::int64_t peak_blocks = 0;
  const SiteResult* largest =
      nullptr;                   // BORROWS: the one with most bytes at the peak, then of all it allocated
  const Frame* first = nullptr;  // BORROWS: the frame of `largest` that the chain's first name is of
};

// In order of first appearance.
std::vector<MergedSite> merged_by_chain(const std::vector<SiteResult>& sites);

// Is it the site that holds what no stack was found for?
bool is_unattributed(const CallChain& chain);

// The sites that a baseline keeps: the fewest that hold 95 % of the peak, of the retained and of the
// allocated bytes, at most 30; largest peak first, then by name, so that files do not change where nothing
// moved.
std::vector<BaselineSite> largest_sites_of(const std::vector<SiteResult>& sites);

}  // namespace highwater
