// SPDX-License-Identifier: Apache-2.0
// The rows of the peer comparison: samples against those of the bare runs, and against what the project wants
// to reach. Pure; table.cc and json.cc render it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/peers/measure.h"
#include "bench/peers/statistics.h"

namespace highwater::peers {

// Memory of the program: medians of its process's peak RSS.
struct MemoryCost {
  std::int64_t peak_rss_bytes = 0;
  std::optional<std::int64_t> bare_rss_bytes;  // none of the row of bare itself, and where it is not known
  std::optional<std::int64_t> live_blocks;     // at the peak; what is added is divided by them
  std::optional<std::int64_t> allowed_bytes;   // to add, at most: the target of Highwater's own engines

  std::optional<std::int64_t> added_bytes() const {
    if (!bare_rss_bytes) return std::nullopt;
    return peak_rss_bytes - *bare_rss_bytes;
  }
  bool missed() const { return allowed_bytes && added_bytes() > allowed_bytes; }
};

struct Row {
  std::string workload;
  std::string engine;
  Cost cost = Cost::kRatio;
  std::optional<std::string> failure;  // with one, nothing below is set
  int runs = 0;
  Summary seconds;
  // Against the bare median, as Cost says: a multiple, or seconds on top. None where the bare runs failed.
  std::optional<Summary> against_bare;
  std::optional<double> target;  // in the same unit
  std::optional<std::int64_t> allocations;
  std::optional<MemoryCost> memory;

  bool missed() const { return target && against_bare && against_bare->median > *target; }
};

// What the project wants `engine` to cost at most.
std::optional<double> target_of(const std::string& engine, const std::string& workload);

// What `engine` may add to a program of that size: 32 bytes a live block or 10 %, whichever is more, and 64
// bytes a frame of the sites. Without live blocks it is 10 %. Engines of others have no such target.
std::optional<std::int64_t> allowed_bytes(const std::string& engine, std::int64_t bare_rss_bytes,
                                          std::optional<std::int64_t> live_blocks,
                                          std::optional<std::int64_t> site_frames);

// One row for each element of `samples`. REQUIRES: the first is of `bare`.
std::vector<Row> compare(const Workload& workload, const std::vector<Samples>& samples);

}  // namespace highwater::peers
