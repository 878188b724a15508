// SPDX-License-Identifier: Apache-2.0
// highwater_peers: one command that compares what measuring costs, with Highwater and with other engines. It
// informs: a missed target is a mark in the table. Exit codes: 0 everything was measured, 1 something was
// not, 2 usage.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <filesystem>

#include "base/file.h"
#include "bench/peers/json.h"
#include "bench/peers/options.h"
#include "bench/peers/table.h"

namespace highwater::peers {
namespace {

constexpr int kNotMeasured = 1;
constexpr int kUsage = 2;

Expected<std::vector<Row>> measure_all(const Options& options, Starter& starter) {
  const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  HIGHWATER_TRY(const TemporaryDirectory scratch, TemporaryDirectory::create("highwater-peers"));
  EnginePaths paths{options.highwater, scratch.path()};
  if (paths.highwater.empty()) paths.highwater = own.parent_path() / "bin" / "highwater";
  HIGHWATER_TRY_VOID(make_directories(scratch.path() + "/output"));
  HIGHWATER_TRY(const std::vector<Workload> workloads,
                make_workloads(options.workloads, {options.scale, scratch.path(), own}, starter));
  std::vector<Row> rows;
  for (const Workload& workload : workloads) {
    std::fprintf(stderr, "%s:", workload.name.c_str());
    const std::vector<Samples> samples =
        measure(workload, {options.engines, options.runs, options.slow_runs}, paths, starter,
                [](const std::string& engine) { std::fprintf(stderr, " %s", engine.c_str()); });
    std::fprintf(stderr, "\n");
    for (Row& row : compare(workload, samples)) rows.push_back(std::move(row));
  }
  return rows;
}

Expected<int> run(int argc, char** argv, Starter& starter) {
  HIGHWATER_TRY(const Options options, parse_options(argc, argv));
  if (options.help) {
    std::fputs(usage().c_str(), stdout);
    return 0;
  }
  HIGHWATER_TRY(const std::vector<Row> rows, measure_all(options, starter));
  std::fputs(render_table(rows).c_str(), stdout);
  if (options.json)
    HIGHWATER_TRY_VOID(
        write_file(*options.json, render_json(rows, {options.runs, options.slow_runs, options.scale})));
  for (const Row& row : rows)
    if (row.failure) return kNotMeasured;
  return 0;
}

int report(const Error& error) {
  std::fprintf(stderr, "highwater_peers: error: %s\n", error.what.c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "hint: %s\n", error.hint.c_str());
  return kUsage;
}

}  // namespace
}  // namespace highwater::peers

int main(int argc, char** argv) {
  using namespace highwater;
  Expected<peers::ForkedStarter> starter = peers::ForkedStarter::start();  // before anything is allocated
  if (!starter) return peers::report(starter.error());
  try {
    const Expected<int> status = peers::run(argc, argv, *starter);
    return status ? *status : peers::report(status.error());
  } catch (const std::exception& exception) {
    return peers::report({ExitStatus::kUsage, exception.what(), ""});
  }
}
