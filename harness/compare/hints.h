// SPDX-License-Identifier: Apache-2.0
// What a known mistake looks like in the numbers of its sites, and what cures it. Used by explanation.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "baseline/baseline_site.h"
#include "compare/explanation.h"

namespace highwater {

// Sentences about the sites that grew or are new in `explanation`, most of the difference first; none that
// the data does not show. `before` and `now` are all sites of the baseline and of the run.
std::vector<std::string> hints_for(const Explanation& explanation, const std::vector<BaselineSite>& before,
                                   const std::vector<MergedSite>& now,
                                   const std::optional<std::int64_t>& payload_bytes);

// All that one function has allocated in the run, whoever called it, and how much more of it is retained than
// in the baseline.
struct FunctionSums {
  std::string function;
  std::int64_t peak_bytes = 0;
  std::int64_t peak_blocks = 0;
  std::int64_t retained_bytes = 0;
  std::int64_t retained_blocks = 0;
  std::int64_t allocated_bytes = 0;
  std::int64_t allocations = 0;
  std::int64_t more_retained_bytes = 0;
  std::int64_t more_retained_blocks = 0;
};

FunctionSums sums_of_function(const std::string& function, const std::vector<BaselineSite>& before,
                              const std::vector<MergedSite>& now);

// A buffer that doubles: what each allocation asks for is about the sum of all before it. With the old and
// the new buffer live at once its peak is 3/2 of the last one, and all that was allocated 4/3 of the peak; of
// buffers that are kept, after k allocations each, all that was allocated is 2 - 2^(1-k) of what is kept.
// `band` is how far from that, as a fraction, the numbers may be.
bool grows_by_doubling(const FunctionSums& sums, double band);

// Many allocations, never more than a few at once, none kept.
bool is_temporary(const FunctionSums& sums);

// How many blocks more are kept after every iteration; 0 where it is not the same number for each. The first
// one, or the last, may be without.
std::int64_t blocks_per_iteration(std::int64_t more_blocks, std::int64_t iterations);

}  // namespace highwater
