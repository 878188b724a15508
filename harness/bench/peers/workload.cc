// SPDX-License-Identifier: Apache-2.0
// One function a workload. Sizes at scale 1: 20 million operations, 10 MB of JSON, 300,000 rows, 20
// functions. These instantiate the same templates of <regex>, so that the compiler takes about as long for
// one.
#include "bench/peers/workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/file.h"
#include "bench/peers/inputs.h"

namespace highwater::peers {
namespace {

constexpr std::int64_t kSlots = 4096;  // churn.cc has the same

std::int64_t scaled(double full, double scale, std::int64_t least) {
  return std::max(least, static_cast<std::int64_t>(std::llround(full * scale)));
}

Workload churn(const std::string& name, const std::string& program, std::int64_t threads,
               const WorkloadOptions& options) {
  const std::int64_t live = kSlots * threads;
  const std::string operations = std::to_string(scaled(20e6, options.scale, live));
  Workload workload;
  workload.name = name;
  workload.command.argv = {options.folder + "/" + program, std::to_string(threads), operations};
  workload.allocates_the_same = threads == 1;
  workload.live_blocks = live;
  return workload;
}

Expected<Workload> jq(const WorkloadOptions& options) {
  const std::string path = options.scratch + "/input.json";
  HIGHWATER_TRY_VOID(write_file(path, json_input(scaled(110e3, options.scale, 1))));
  Workload workload;
  workload.name = "jq";
  workload.command.argv = {"jq", "[.[]|.id]|add", path};
  return workload;
}

Expected<Workload> sqlite3(const WorkloadOptions& options) {
  const std::string path = options.scratch + "/input.sql";
  HIGHWATER_TRY_VOID(write_file(path, sql_input(scaled(300e3, options.scale, 1))));
  Workload workload;
  workload.name = "sqlite3";
  workload.command.argv = {"sqlite3", "-bail", ":memory:"};
  workload.command.stdin_path = path;
  return workload;
}

// What `argv` writes to `path`.
Expected<std::string> output_of(Starter& starter, std::vector<std::string> argv, const std::string& path) {
  Command command;
  command.argv = std::move(argv);
  command.stdout_path = path;
  HIGHWATER_TRY(const TimedRun run, starter.run(command));
  if (run.wait_status != 0)
    return fail(ExitStatus::kUsage,
                fmt::format("{}: failed with wait status {}", command.argv[0], run.wait_status),
                "leave the workload out with --workloads");
  return read_file(path);
}

Expected<Workload> cc1plus(const WorkloadOptions& options, Starter& starter) {
  const std::string source = options.scratch + "/regex.cc";
  const std::string preprocessed = options.scratch + "/regex.ii";
  HIGHWATER_TRY_VOID(write_file(source, regex_input(scaled(20, options.scale, 1))));
  HIGHWATER_TRY(std::string compiler,
                output_of(starter, {"g++", "-print-prog-name=cc1plus"}, options.scratch + "/cc1plus"));
  compiler.erase(compiler.find_last_not_of('\n') + 1);
  // Only the driver knows the folders of the headers.
  HIGHWATER_TRY(const std::string text, output_of(starter, {"g++", "-E", source}, preprocessed));
  Workload workload;
  workload.name = "cc1plus";
  workload.command.argv = {compiler, "-fpreprocessed", "-quiet", "-O2", "-o", "/dev/null", preprocessed};
  return workload;
}

Workload start_up() {
  Workload workload;
  workload.name = "true";
  workload.command.argv = {"/bin/true"};  // a path: heaptrack takes a bare `true` for the built-in of sh
  workload.cost = Cost::kExtraTime;
  workload.allocates = false;
  workload.engines = {"bare", "counters", "memusage", "heaptrack", "massif"};
  return workload;
}

Expected<Workload> make(const std::string& name, const WorkloadOptions& options, Starter& starter) {
  if (name == "churn1") return churn(name, "highwater_churn", 1, options);
  if (name == "churn2") return churn(name, "highwater_churn", 2, options);
  if (name == "jq") return jq(options);
  if (name == "sqlite3") return sqlite3(options);
  if (name == "cc1plus") return cc1plus(options, starter);
  if (name == "true") return start_up();
  Workload frame_pointers = churn(name, "highwater_churn_fp", 1, options);
  frame_pointers.engines = {"bare", "sites"};  // nobody else looks at frame pointers
  return frame_pointers;
}

}  // namespace

const std::vector<std::string>& workload_names() {
  static const std::vector<std::string> kNames = {"churn1",  "churn1-fp", "churn2", "jq",
                                                  "sqlite3", "cc1plus",   "true"};
  return kNames;
}

Expected<std::vector<Workload>> make_workloads(const std::vector<std::string>& names,
                                               const WorkloadOptions& options, Starter& starter) {
  std::vector<Workload> workloads;
  for (const std::string& name : names) {
    HIGHWATER_TRY(Workload workload, make(name, options, starter));
    workloads.push_back(std::move(workload));
  }
  return workloads;
}

}  // namespace highwater::peers
