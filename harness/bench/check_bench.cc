// SPDX-License-Identifier: Apache-2.0
// highwater_check_bench: what `highwater check` costs beside the scenarios. Makes a suite of 1,000 scenarios
// that are `true`, and their baselines with the real `highwater update`; then times the real `highwater
// check` on all of them, and the same number of runs of `true` by the same runner. It informs, like the other
// benchmarks: the targets are 12 s in all on two cores, and 10 ms a scenario over the scenario itself.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "base/launcher.h"

namespace highwater {
namespace {

constexpr int kUsage = 2;
constexpr int kTries = 3;  // the fastest counts: what else the machine does only slows

struct Options {
  int scenarios = 1000;
  std::string highwater;
};

Expected<Options> parse(int argc, char** argv) {
  Options options;
  options.highwater =
      (std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "bin" / "highwater")
          .string();
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "--scenarios")
      options.scenarios = std::clamp(std::atoi(argv[i + 1]), 1, 100'000);
    else if (flag == "--highwater")
      options.highwater = argv[i + 1];
    else
      return fail(ExitStatus::kUsage, "unknown flag: " + flag);
  }
  if (argc % 2 == 0)
    return fail(ExitStatus::kUsage, "usage: highwater_check_bench [--scenarios N] [--highwater FILE]");
  return options;
}

std::string manifest_of(int count) {
  std::string text =
      "{\"schema\": 1, \"profile\": \"linux-bench\", \"baselines\": \"baselines\", \"results\": \"results\", "
      "\"scenarios\": [";
  for (int i = 0; i < count; ++i)
    text += fmt::format("{}\n{{\"name\": \"bench/s{:05}\", \"command\": [\"/usr/bin/true\"]}}",
                        i == 0 ? "" : ",", i);
  return text + "]}\n";
}

// Seconds from start to end of one command that has to succeed.
Expected<double> time_of(ProcessRunner& runner, std::vector<std::string> argv, const std::string& folder) {
  ProcessSpec spec;
  spec.argv = std::move(argv);
  spec.environment = current_environment();
  spec.working_directory = folder;
  spec.stdio = Stdio::kCapture;
  spec.group = ProcessGroup::kOwn;
  const auto start = std::chrono::steady_clock::now();
  HIGHWATER_TRY(const ProcessOutcome outcome, runner.run(spec));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (outcome.exit_code != 0)
    return fail(ExitStatus::kUsage, fmt::format("{} failed: {}\n{}", spec.argv[0], describe_end(outcome),
                                                outcome.standard_error.tail));
  return took.count();
}

Expected<double> time_of_bare_runs(ProcessRunner& runner, int count, const std::string& folder) {
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    HIGHWATER_TRY(const double took, time_of(runner, {"/usr/bin/true"}, folder));
    sum += took;
  }
  return sum;
}

Expected<int> run(const Options& options, ProcessRunner& runner) {
  HIGHWATER_TRY(const TemporaryDirectory folder, TemporaryDirectory::create("highwater-check-bench"));
  HIGHWATER_TRY_VOID(write_file(folder.path() + "/highwater.json", manifest_of(options.scenarios)));
  HIGHWATER_TRY(const double updated, time_of(runner, {options.highwater, "update"}, folder.path()));
  double checked = 0;
  double bare = 0;
  for (int i = 0; i < kTries; ++i) {
    HIGHWATER_TRY(const double check, time_of(runner, {options.highwater, "check"}, folder.path()));
    HIGHWATER_TRY(const double alone, time_of_bare_runs(runner, options.scenarios, folder.path()));
    checked = i == 0 ? check : std::min(checked, check);
    bare = i == 0 ? alone : std::min(bare, alone);
  }
  fmt::print(
      "{} scenarios: check {:.2f} s, the scenarios alone {:.2f} s, {:.2f} ms a scenario over them; first "
      "update "
      "{:.2f} s\n",
      format_count(options.scenarios), checked, bare, 1000 * (checked - bare) / options.scenarios, updated);
  return 0;
}

Expected<int> parse_and_run(int argc, char** argv, ProcessRunner& runner) {
  HIGHWATER_TRY(const Options options, parse(argc, argv));
  return run(options, runner);
}

}  // namespace
}  // namespace highwater

int main(int argc, char** argv) {
  using namespace highwater;
  Expected<Launcher> launcher = Launcher::start();  // before anything is allocated: see base/launcher.h
  try {
    const Expected<int> status =
        launcher ? parse_and_run(argc, argv, *launcher) : tl::unexpected<Error>(launcher.error());
    if (status) return *status;
    std::fprintf(stderr, "highwater_check_bench: error: %s\n", status.error().what.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "highwater_check_bench: error: %s\n", error.what());
  }
  return kUsage;
}
