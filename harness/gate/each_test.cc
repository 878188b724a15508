// SPDX-License-Identifier: Apache-2.0
#include "gate/each_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/file.h"
#include "probe/elf.h"

namespace highwater {
namespace {

constexpr std::string_view kTotalShards = "GTEST_TOTAL_SHARDS=";
constexpr std::string_view kShardIndex = "GTEST_SHARD_INDEX=";

constexpr char kListFlag[] = "--gtest_list_tests";
constexpr char kFilterFlag[] = "--gtest_filter=";
constexpr char kDisabledFlag[] = "--gtest_also_run_disabled_tests";
constexpr char kNoTest[] = "-*";

std::string_view value_in(const std::vector<std::string>& environment, std::string_view name) {
  for (const std::string& variable : environment)
    if (variable.starts_with(name)) return std::string_view(variable).substr(name.size());
  return {};
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_disabled(const std::string& test) {
  return test.starts_with("DISABLED_") || test.find(".DISABLED_") != std::string::npos ||
         test.find("/DISABLED_") != std::string::npos;
}

// Every n-th, as GoogleTest deals them out; it says by itself what is wrong with a shard that there cannot
// be.
std::vector<std::string> of_this_shard(std::vector<std::string> tests,
                                       const std::vector<std::string>& environment) {
  const std::optional<std::size_t> total = number(value_in(environment, kTotalShards));
  const std::optional<std::size_t> index = number(value_in(environment, kShardIndex));
  if (!total || !index || *total < 2) return tests;
  std::vector<std::string> own;
  for (std::size_t i = 0; i < tests.size(); ++i)
    if (i % *total == *index) own.push_back(std::move(tests[i]));
  return own;
}

// With its output kept: of hundreds of processes only the failed ones' is of interest.
ProbeRequest with_filter(ProbeRequest request, std::string_view filter) {
  request.command.push_back(fmt::format("{}{}", kFilterFlag, filter));
  std::erase_if(request.environment, [](const std::string& variable) {
    return variable.starts_with(kTotalShards) || variable.starts_with(kShardIndex);
  });
  request.stdio = Stdio::kCapture;
  return request;
}

// What the program says to --gtest_list_tests. Into a file, since of a pipe the runner keeps only the end.
Expected<std::string> list(ProcessRunner& runner, const ProbeRequest& request) {
  HIGHWATER_TRY(const TemporaryDirectory folder, TemporaryDirectory::create("highwater-tests"));
  const std::string path = folder.path() + "/list";
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-c", "exec \"$@\" >\"$0\"", path};
  spec.argv.insert(spec.argv.end(), request.command.begin(), request.command.end());
  spec.argv.emplace_back(kListFlag);
  spec.environment = request.environment;
  spec.working_directory = request.working_directory;
  spec.stdio = Stdio::kCapture;
  spec.group = ProcessGroup::kOwn;
  spec.timeout = std::chrono::minutes(1);
  HIGHWATER_TRY(const ProcessOutcome outcome, runner.run(spec));
  if (outcome.exit_code != 0) return fail(ExitStatus::kScenario, "it lists no tests");
  return read_file(path);
}

}  // namespace

std::vector<std::string> tests_in(std::string_view listing) {
  std::vector<std::string> tests;
  std::string suite;
  while (!listing.empty()) {
    const std::size_t end = std::min(listing.find('\n'), listing.size());
    std::string_view line = listing.substr(0, end);
    listing.remove_prefix(std::min(end + 1, listing.size()));
    line = line.substr(0, line.find("  # "));  // TypeParam = int, GetParam() = 4
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("  ") && !suite.empty()) {
      const std::string_view name = line.substr(2);
      if (!name.empty() && name.find(' ') == std::string_view::npos)
        tests.push_back(suite + std::string(name));
    } else {
      suite = line.ends_with('.') && line.find(' ') == std::string_view::npos ? std::string(line) : "";
    }
  }
  return tests;
}

std::vector<std::string> tests_of(ProcessRunner& runner, const ProbeRequest& request) {
  const std::optional<std::string> program =
      find_executable(request.command.front(), std::string(value_in(request.environment, "PATH=")));
  if (!program || !has_silent_google_tests(*program)) return {};
  const Expected<std::string> listing = list(runner, request);
  if (!listing) return {};
  std::vector<std::string> tests = tests_in(*listing);
  if (std::find(request.command.begin(), request.command.end(), kDisabledFlag) == request.command.end())
    std::erase_if(tests, is_disabled);
  return of_this_shard(std::move(tests), request.environment);
}

EachTest measure_each_test(Probe& probe, const ProbeRequest& request, const std::vector<std::string>& tests,
                           const std::function<void(std::size_t index)>& listener) {
  EachTest each;
  each.runs.command = request.command;
  each.runs.probe = probe.kind();
  // Running no test is success, except where a program of its own mind says otherwise.
  const auto measured = [&](std::string_view filter) -> std::optional<ProbeRun> {
    Expected<ProbeRun> run = probe.run(with_filter(request, filter));
    if (!run) {
      each.stopped = run.error();
      return std::nullopt;
    }
    if (run->outcome.interrupted) {
      each.stopped =
          Error{ExitStatus::kInterrupted, fmt::format("{}: interrupted", request.command.front()), ""};
      return std::nullopt;
    }
    return std::move(*run);
  };
  std::optional<ProbeRun> nothing = measured(kNoTest);
  if (!nothing) return each;
  each.runs.no_test = std::move(nothing->measurement);
  for (std::size_t i = 0; i < tests.size(); ++i) {
    listener(i);
    std::optional<ProbeRun> run = measured(tests[i]);
    if (!run) return each;
    each.runs.tests.push_back({tests[i], std::move(run->measurement)});
    if (run->outcome.timed_out || run->outcome.exit_code != 0)
      each.failed.push_back({tests[i], std::move(run->outcome)});
  }
  return each;
}

}  // namespace highwater
