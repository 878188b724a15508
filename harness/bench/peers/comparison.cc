// SPDX-License-Identifier: Apache-2.0
// Ratios are of medians; their extremes are the engine's extremes against the bare median.
#include "bench/peers/comparison.h"

#include <algorithm>
#include <cmath>

namespace highwater::peers {
namespace {

struct TargetRow {
  const char* engine;
  const char* workload;
  double target;
};

constexpr TargetRow kTargets[] = {
    {"counters", "churn1", 1.15},  {"counters", "churn2", 1.25},  {"counters", "jq", 1.03},
    {"counters", "sqlite3", 1.03}, {"counters", "cc1plus", 1.03}, {"counters", "true", 0.005},
    {"sites", "churn1", 4.0},      {"sites", "churn1-fp", 2.0},   {"sites", "churn2", 5.0},
    {"sites", "jq", 1.3},          {"sites", "sqlite3", 1.3},     {"sites", "cc1plus", 1.3},
};

Summary relate(const Summary& seconds, double bare, Cost cost) {
  if (cost == Cost::kExtraTime) return {seconds.median - bare, seconds.min - bare, seconds.max - bare};
  return {seconds.median / bare, seconds.min / bare, seconds.max / bare};
}

std::optional<std::int64_t> median_bytes(const Samples& samples) {
  if (samples.failure || samples.peak_rss_bytes.empty()) return std::nullopt;
  return std::llround(summarize(samples.peak_rss_bytes).median);
}

// At the peak: the program's own knowledge, or that of an engine which attributes the peak.
std::optional<std::int64_t> live_blocks_of(const Workload& workload, const std::vector<Samples>& samples) {
  if (workload.live_blocks) return workload.live_blocks;
  for (const Samples& of_engine : samples)
    if (!of_engine.failure && of_engine.peak_blocks) return of_engine.peak_blocks;
  return std::nullopt;
}

std::optional<MemoryCost> memory_of(const Samples& samples, const Samples& bare,
                                    std::optional<std::int64_t> live_blocks) {
  const std::optional<std::int64_t> peak = median_bytes(samples);
  if (!peak) return std::nullopt;
  MemoryCost memory;
  memory.peak_rss_bytes = *peak;
  memory.live_blocks = live_blocks;
  if (&samples == &bare) return memory;
  memory.bare_rss_bytes = median_bytes(bare);
  if (memory.bare_rss_bytes)
    memory.allowed_bytes =
        allowed_bytes(samples.engine, *memory.bare_rss_bytes, live_blocks, samples.site_frames);
  return memory;
}

}  // namespace

std::optional<double> target_of(const std::string& engine, const std::string& workload) {
  for (const TargetRow& row : kTargets)
    if (engine == row.engine && workload == row.workload) return row.target;
  return std::nullopt;
}

std::optional<std::int64_t> allowed_bytes(const std::string& engine, std::int64_t bare_rss_bytes,
                                          std::optional<std::int64_t> live_blocks,
                                          std::optional<std::int64_t> site_frames) {
  if (!is_highwater(engine)) return std::nullopt;
  constexpr std::int64_t kBytesPerBlock = 32;
  constexpr std::int64_t kBytesPerFrame = 64;
  return std::max(kBytesPerBlock * live_blocks.value_or(0), bare_rss_bytes / 10) +
         kBytesPerFrame * site_frames.value_or(0);
}

std::vector<Row> compare(const Workload& workload, const std::vector<Samples>& samples) {
  const Samples& bare = samples.front();
  const std::optional<std::int64_t> live_blocks = live_blocks_of(workload, samples);
  std::vector<Row> rows;
  for (const Samples& of_engine : samples) {
    Row row;
    row.workload = workload.name;
    row.engine = of_engine.engine;
    row.cost = workload.cost;
    row.failure = of_engine.failure;
    if (!row.failure) {
      row.runs = static_cast<int>(of_engine.seconds.size());
      row.seconds = summarize(of_engine.seconds);
      if (!bare.failure) row.against_bare = relate(row.seconds, summarize(bare.seconds).median, row.cost);
      row.target = target_of(row.engine, row.workload);
      row.allocations = of_engine.allocations;
      row.memory = memory_of(of_engine, bare, live_blocks);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace highwater::peers
