// SPDX-License-Identifier: Apache-2.0
// Benchmarks as a suite: scenarios that have been measured already, so that `check` and `update` treat them
// like any other. Their baselines lie in a profile of their own, `<profile>-benchmark`: those of scenarios
// are no orphans among benchmarks, nor the other way round.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gate/benchmark_file.h"
#include "gate/probes.h"
#include "suite/manifest.h"

namespace highwater {

inline constexpr char kBenchmarkProfile[] = "-benchmark";

// Answers for each benchmark with what its file says, instead of running anything.
class BenchmarkProbes final : public Probes, private Probe {
 public:
  explicit BenchmarkProbes(std::vector<BenchmarkNumbers> benchmarks);
  Probe& get(ProbeKind) override { return *this; }

 private:
  ProbeKind kind() const override { return ProbeKind::kCounting; }
  Expected<ProbeRun> run(const ProbeRequest& request) override;

  std::map<std::string, BenchmarkNumbers> by_name_;
};

struct BenchmarkSuite {
  Manifest manifest;  // of the project, with the benchmarks as its scenarios
  std::vector<BenchmarkNumbers> benchmarks;
};

// Reads all `files`: together they are the suite, and a baseline without a benchmark in one of them is an
// orphan. `manifest_path` says where baselines and results are; where there is no such file, beside it as
// they are by default. Errors (kUsage): of the manifest, of benchmarks_from_json(); a benchmark in two files.
Expected<BenchmarkSuite> read_benchmarks(const std::vector<std::string>& files,
                                         const std::string& manifest_path);

}  // namespace highwater
