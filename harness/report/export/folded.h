// SPDX-License-Identifier: Apache-2.0
// Folded stacks, as flamegraph.pl, inferno and speedscope read them: "main;load;grow 4096", one stack a line.
// For `export --format folded`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "report/sample_types.h"
#include "result/site.h"

namespace highwater {

struct FoldedStacks {
  std::string text;  // sorted; a stack is there once
  // The format has no negative numbers. Those of a region may be: blocks from before it that were freed in
  // it.
  std::size_t left_out = 0;
  std::int64_t left_out_bytes = 0;
};

FoldedStacks render_folded(const std::vector<SiteResult>& sites, By by);

}  // namespace highwater
