// SPDX-License-Identifier: Apache-2.0
#include "report/load_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <future>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <tuple>

#include "base/file.h"
#include "base/json_files.h"
#include "compare/outcome_json.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFilesWorthAThread = 50;

Expected<std::vector<std::string>> files_below(const std::string& folder) {
  HIGHWATER_TRY(std::vector<std::string> files, json_files_below(folder));
  if (files.empty())
    return fail(ExitStatus::kUsage, folder + ": no result in this folder (*.json)",
                "`highwater check` leaves its results in the folder that the manifest names, `run --json "
                "FILE` in FILE");
  return files;
}

// The same file by whatever name.
std::string identity(const std::string& path) {
  std::error_code ignored;
  const fs::path real = fs::canonical(path, ignored);
  return real.empty() ? path : real.string();
}

Expected<CheckOutcome> load(const std::string& path) {
  HIGHWATER_TRY(const std::string text, read_file(path));
  return outcome_from_json(text, path);
}

void drop_what_is_large(CheckOutcome& outcome) {
  if (outcome.baseline) outcome.baseline->sites = {};
  if (!outcome.measurement) return;
  Measurement& measurement = *outcome.measurement;
  measurement.sites = {};
  measurement.modules = {};
  measurement.timeline = {};
  measurement.children = {};
  for (RegionResult& region : measurement.regions) region.sites = {};
}

std::tuple<std::string, std::string, ProbeKind> place_of(const CheckOutcome& outcome) {
  return {outcome.scenario, outcome.measurement ? outcome.measurement->context.profile : "", outcome.probe};
}

}  // namespace

Expected<std::vector<std::string>> find_result_files(const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const std::string& argument : arguments) {
    std::error_code ignored;
    std::vector<std::string> found = {argument};
    if (fs::is_directory(argument, ignored)) {
      HIGHWATER_TRY(found, files_below(argument));
    }
    for (std::string& file : found)
      if (seen.insert(identity(file)).second) files.push_back(std::move(file));
  }
  return files;
}

LoadedResults load_results(const std::vector<std::string>& files,
                           const std::function<void(std::size_t, const CheckOutcome&)>& each) {
  std::vector<std::optional<Expected<CheckOutcome>>> read(files.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) {
      Expected<CheckOutcome>& outcome = read[i].emplace(load(files[i]));
      if (!outcome) continue;
      each(i, *outcome);
      drop_what_is_large(*outcome);
    }
  };
  {
    std::vector<std::future<void>> helpers;
    for (std::size_t i = 1;
         i < std::min<std::size_t>(std::thread::hardware_concurrency(), files.size() / kFilesWorthAThread);
         ++i)
      helpers.push_back(std::async(std::launch::async, work));
    work();
    for (std::future<void>& helper : helpers) helper.get();  // throws what it threw
  }
  LoadedResults loaded;
  for (std::optional<Expected<CheckOutcome>>& outcome : read) {
    if (*outcome)
      loaded.report.outcomes.push_back(**std::move(outcome));
    else
      loaded.unreadable.push_back(std::move(*outcome).error());
  }
  std::stable_sort(loaded.report.outcomes.begin(), loaded.report.outcomes.end(),
                   [](const CheckOutcome& a, const CheckOutcome& b) { return place_of(a) < place_of(b); });
  return loaded;
}

}  // namespace highwater
