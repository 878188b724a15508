// SPDX-License-Identifier: Apache-2.0
// What a program allocated, from the report that Valgrind writes for --xtree-memory=full: a massif file whose
// six snapshots are six sums. Read by the massif probe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace highwater {

// There is no `current_blocks`: Valgrind 3.19 and its neighbours never take off a freed block of size 0, so
// that the report's own number is too large by as many. Massif's statistics (massif_log.h) have the right
// one.
struct XtreeTotals {
  std::uint64_t current_bytes = 0;
  std::uint64_t total_bytes = 0;
  std::uint64_t total_blocks = 0;

  bool operator==(const XtreeTotals&) const = default;
};

// Errors (kProbe): as parse_massif's, and a report that lacks one of the sums.
Expected<XtreeTotals> parse_xtree(std::string_view text, const std::string& name);

}  // namespace highwater
