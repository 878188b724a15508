// SPDX-License-Identifier: Apache-2.0
// The heap tree of a detailed massif snapshot. Used by massif_export.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "result/site.h"

namespace highwater {

// A site's number that is negative is left out: the format has none.
struct MassifHeapTree {
  std::int64_t bytes = 0;  // of the root, and so of the snapshot
  std::string text;        // lines
  std::size_t left_out = 0;
  std::int64_t left_out_bytes = 0;
};

// Callers below what they call. What is below 0.1 % is one line a node, as massif has it below its threshold;
// stacks end at 200 frames, which is the deepest that massif goes.
MassifHeapTree make_massif_heap_tree(const std::vector<SiteResult>& sites, std::int64_t SiteResult::*member);

}  // namespace highwater
