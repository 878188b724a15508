// SPDX-License-Identifier: Apache-2.0
// What one run of one scenario under one probe gave. Probes make it, baselines are made from it, reports show
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "result/context.h"
#include "result/metric.h"
#include "result/site.h"
#include "result/timeline.h"

namespace highwater {

// The words and units are those of the glossary in harness/README.md. Region values are net of the region's
// start, so retained bytes and blocks may be negative.
struct Metrics {
  std::int64_t peak_bytes = 0;
  std::int64_t retained_bytes = 0;
  std::int64_t retained_blocks = 0;
  std::int64_t allocated_bytes = 0;
  std::int64_t allocations = 0;
  std::optional<std::int64_t> peak_rss_bytes;  // the whole process's, from the kernel; reported, never gated
  // Of a region with enough iterations to tell; analysis/growth.h.
  std::optional<std::int64_t> growth_bytes_per_iteration = std::nullopt;

  bool operator==(const Metrics&) const = default;
};

// Every run has the counted ones.
bool has(const Metrics& metrics, Metric metric);

// How sure the peak is. Exact: peak_upper_bytes equals the peak. Otherwise see Measurement::peak_upper_bytes.
struct RegionResult {
  std::string name;
  Metrics metrics;
  std::int64_t iterations = 0;
  bool exact = true;
  std::int64_t peak_upper_bytes = 0;
  std::vector<SiteResult> sites;  // largest peak first; empty unless they were asked for

  bool operator==(const RegionResult&) const = default;
};

// How the scenario ended: code or signal, one of them set.
struct ScenarioEnd {
  std::optional<int> code;
  std::optional<int> signal;
  bool timed_out = false;
  bool running = false;  // the numbers are those of a moment of it; the code is 0

  bool operator==(const ScenarioEnd&) const = default;
};

enum class ProbeKind { kCounting, kMassif };
const char* name_of(ProbeKind probe);  // "counting"
std::optional<ProbeKind> probe_named(const std::string& name);

// A process that the command started, when children were followed.
struct ChildResult {
  int pid = 0;
  std::string command;  // the name of its executable
  Metrics metrics;

  bool operator==(const ChildResult&) const = default;
};

// What a run of one size came to: the gated part of it, the region or the process.
struct SizedMetrics {
  std::int64_t size = 0;
  Metrics metrics;

  bool operator==(const SizedMetrics&) const = default;
};

struct Measurement {
  std::string scenario;  // empty for a command that is no registered scenario
  ProbeKind probe = ProbeKind::kCounting;
  std::vector<std::string> command;
  ScenarioEnd end;
  // True when the peak is known to the byte. Otherwise the true peak lies in [peak_bytes, peak_upper_bytes]
  // (massif), or at most peak_upper_bytes - peak_bytes below the number (counting with threads).
  bool exact = true;
  std::int64_t peak_upper_bytes = 0;
  Metrics metrics;                    // the whole process
  std::vector<SiteResult> sites;      // of the whole process, largest peak first
  std::vector<ModuleResult> modules;  // that frames of sites are in, in order of first appearance
  bool has_sites = false;             // sites were asked for, and are there
  Timeline timeline;
  std::vector<RegionResult> regions;             // in order of first entry
  std::vector<ChildResult> children;             // in order of their start
  std::optional<std::int64_t> tree_peak_bytes;   // of all processes together, when children were followed
  std::int64_t tree_peak_uncertainty_bytes = 0;  // it may be this much too high
  std::vector<SizedMetrics>
      sizes;  // of a scenario with sizes, increasing; all other numbers are of the largest
  Context context;
  std::vector<std::string>
      warnings;  // what a reader of the numbers must know ("address-space randomisation …")

  bool operator==(const Measurement&) const = default;
};

}  // namespace highwater
