// SPDX-License-Identifier: Apache-2.0
// The functions that hold most, with the columns and by the rules of pprof's -top and its -diff_base.
// Rendered by text/top.h. Pure. That the numbers are pprof's is tested against pprof itself
// (harness/tests/export).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "report/sample_types.h"
#include "report/site_profile.h"

namespace highwater {

enum class SortBy { kFlat, kCum };

struct FunctionTableOptions {
  By by = By::kPeak;
  SortBy sort = SortBy::kFlat;
  std::size_t most_rows = 0;  // 0: all
};

// Calls to the function that are shown: are they inlined? A call that weighs less than 0.1 % is not asked.
enum class Inlining { kNone, kSome, kAll };

struct FunctionTable {
  struct Row {
    std::string name;       // printable, as in the profile that pprof sorts
    std::int64_t flat = 0;  // allocated by the function itself
    std::int64_t cum = 0;   // by it and all that it calls
    Inlining inlining = Inlining::kNone;
  };
  std::vector<Row> rows;           // largest first, by absolute value
  std::int64_t total = 0;          // what percentages are of; of a difference, that of the old profile
  std::size_t candidates = 0;      // functions that could be rows
  std::size_t dropped = 0;         // others, because their cum is too small
  std::int64_t dropped_below = 0;  // 0.5 % of the total
};

FunctionTable make_function_table(const SiteProfile& profile, const FunctionTableOptions& options);

// What `current` has more than `old`, function by function; negative where it has less.
FunctionTable make_function_difference(const SiteProfile& old, const SiteProfile& current,
                                       const FunctionTableOptions& options);

}  // namespace highwater
