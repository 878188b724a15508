// SPDX-License-Identifier: Apache-2.0
#include "gate/benchmark_suite.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"

namespace highwater {
namespace {

// A project that has benchmarks and no scenario needs no manifest: it gets what a manifest says by default.
Expected<Manifest> project_at(const std::string& path) {
  std::error_code error;
  if (std::filesystem::symlink_status(path, error).type() != std::filesystem::file_type::not_found)
    return load_manifest(path);
  return parse_manifest(R"({"schema": 1, "scenarios": [{"name": "none", "command": ["none"]}]})", path);
}

Scenario scenario_of(const BenchmarkNumbers& benchmark) {
  Scenario scenario;
  scenario.name = benchmark.scenario;
  scenario.command = {benchmark.name};
  return scenario;
}

}  // namespace

BenchmarkProbes::BenchmarkProbes(std::vector<BenchmarkNumbers> benchmarks) {
  for (BenchmarkNumbers& benchmark : benchmarks) {
    std::string name = benchmark.name;
    by_name_.emplace(std::move(name), std::move(benchmark));
  }
}

Expected<ProbeRun> BenchmarkProbes::run(const ProbeRequest& request) {
  if (request.sites == Sites::kOn)
    return fail(ExitStatus::kProbe, "a file of benchmarks has no call sites",
                "highwater run --sites -- ./benchmarks --benchmark_filter=… names them");
  const auto found = by_name_.find(request.command.front());
  if (found == by_name_.end())
    return fail(ExitStatus::kUsage, request.command.front() + ": no such benchmark in the files");
  const BenchmarkNumbers& benchmark = found->second;
  if (benchmark.failure)
    return fail(ExitStatus::kScenario, fmt::format("the benchmark failed: {}", *benchmark.failure),
                "run it by itself, with --benchmark_filter");
  ProbeRun run;
  run.measurement.probe = ProbeKind::kCounting;
  run.measurement.command = request.command;
  run.measurement.end.code = 0;
  run.measurement.metrics = benchmark.metrics;
  run.measurement.peak_upper_bytes = benchmark.metrics.peak_bytes;
  run.measurement.context = system_context();
  run.outcome.exit_code = 0;
  return run;
}

Expected<BenchmarkSuite> read_benchmarks(const std::vector<std::string>& files,
                                         const std::string& manifest_path) {
  BenchmarkSuite suite;
  HIGHWATER_TRY(suite.manifest, project_at(manifest_path));
  suite.manifest.profile += kBenchmarkProfile;
  suite.manifest.results += kBenchmarkProfile;
  suite.manifest.scenarios.clear();
  std::map<std::string, std::string> file_of;
  for (const std::string& file : files) {
    HIGHWATER_TRY(const std::string text, read_file(file));
    HIGHWATER_TRY(std::vector<BenchmarkNumbers> benchmarks, benchmarks_from_json(text, file));
    for (BenchmarkNumbers& benchmark : benchmarks) {
      const auto [known, is_new] = file_of.emplace(benchmark.scenario, file);
      if (!is_new)
        return fail(ExitStatus::kUsage,
                    fmt::format("{}: benchmark \"{}\" is in {} too", file, benchmark.name, known->second),
                    "name each file once, and give each benchmark its own name");
      suite.manifest.scenarios.push_back(scenario_of(benchmark));
      suite.benchmarks.push_back(std::move(benchmark));
    }
  }
  return suite;
}

}  // namespace highwater
