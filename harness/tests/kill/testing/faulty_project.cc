// SPDX-License-Identifier: Apache-2.0
#include "tests/kill/testing/faulty_project.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "baseline/baseline_json.h"
#include "compare/outcome_json.h"

namespace highwater {
namespace {

using Json = nlohmann::json;

constexpr int kFirstBytes = 200000;
constexpr const char* kScenarios[] = {"a/b", "a/c"};

const std::string kBaselines = "baselines/linux-test/";
const std::string kResults = "results/";
const std::string kReports[] = {"out/report.html", "out/junit.xml", "out/report.md"};

Words report_to(const std::string& prefix) {
  return {"report",     "results",           "--html", prefix + kReports[0], "--junit", prefix + kReports[1],
          "--markdown", prefix + kReports[2]};
}

std::string folder_of(const std::string& name) {
  return name.substr(0, name.find('/'));
}

// The files that such a command leaves, by their places' names.
Words promised_in(const std::string& folder) {
  if (folder == "out") return {std::begin(kReports), std::end(kReports)};
  Words names;
  for (const std::string scenario : kScenarios)
    names.push_back(folder == "baselines" ? kBaselines + scenario + ".json"
                                          : kResults + scenario + ".counting.json");
  return names;
}

// Whose place the file is to take: its own name, or that without a dot and six random letters.
std::string place_of(const std::string& name) {
  const Words places = promised_in(folder_of(name));
  for (const std::string& place : places)
    if (name.size() == place.size() + 7 && name.rfind(place + ".", 0) == 0) return place;
  return name;
}

// The scenario whose baseline or result has this place.
std::string scenario_of(const std::string& place, const std::string& prefix) {
  return place.substr(prefix.size(), place.find('.') - prefix.size());
}

// A command that ends well has measured everything, and explains what has regressed.
std::string problem_of_done(const std::string& result, bool has_sites) {
  const CheckOutcome outcome = outcome_from_json(result, "").value();
  if (outcome.error) return "an error: " + outcome.error->what;
  const bool has_regressed = outcome.comparison && outcome.comparison->worst == Verdict::kRegression;
  return has_sites && has_regressed && !outcome.measurement->has_sites ? "a regression without sites" : "";
}

bool lacks_sites(const std::string& baseline) {
  return Json::parse(baseline)["sites"].empty();
}

// A process that has the folder's name among its arguments or is in it; "" when there is none.
std::string process_in(const std::string& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string number = entry.path().filename().string();
    if (number.empty() || std::isdigit(static_cast<unsigned char>(number.front())) == 0) continue;
    if (!is_running(std::atoi(number.c_str()))) continue;
    const std::string command = read_file(entry.path().string() + "/cmdline").value_or("");
    const std::string place = std::filesystem::read_symlink(entry.path() / "cwd", ignored).string();
    if (command.find(folder) != std::string::npos || place.rfind(folder, 0) == 0)
      return number + " " + command.substr(0, command.find('\0'));
  }
  return "";
}

}  // namespace

const Command kCheckCommand = {{"check"}, {"results"}};
// Two runs: more of them are more of the same calls.
const Command kUpdateCommand = {{"update", "--reason", "more", "--runs", "2"}, {"baselines", "results"}};
const Command kReportCommand = {report_to(""), {"out"}};

int rounds(int usual) {
  const char* const more = std::getenv("HIGHWATER_TEST_ROUNDS");
  return more == nullptr ? usual : usual * std::max(1, std::atoi(more));
}

FaultyProject::FaultyProject() {
  allocate(kFirstBytes, kFirstBytes);
  project_.accept();
  EXPECT_THAT(project_.check(), Succeeds());
}

void FaultyProject::allocate(int bytes_of_b, int bytes_of_c) {
  bytes_ = {{kScenarios[0], bytes_of_b}, {kScenarios[1], bytes_of_c}};
  ++round_;
  // The fixture leaves the last argument alone.
  for (const auto& [name, bytes] : bytes_)
    project_.scenario(name, {"allocate", std::to_string(bytes), "0", "round-" + std::to_string(round_)});
}

Ran FaultyProject::with_fault(const std::string& fault, const Words& arguments) {
  project_.variable("LD_PRELOAD", HIGHWATER_TEST_FAULTS);
  project_.variable("HIGHWATER_TEST_FAULT", fault);
  project_.variable("HIGHWATER_TEST_FAULT_COUNT", project_.path("../count"));
  Ran ran = project_.highwater(arguments);
  project_.variable("HIGHWATER_TEST_FAULT", "none");
  return ran;
}

int FaultyProject::calls_of(const Words& arguments) {
  const Ran ran = with_fault("count:0", arguments);
  EXPECT_TRUE(ran.code.has_value());
  return std::atoi(project_.text(project_.path("../count")).c_str());
}

std::map<std::string, std::string> FaultyProject::texts() const {
  std::map<std::string, std::string> texts;
  for (const std::string& name : files_below(project_.folder()))
    if (name != "highwater.json") texts[name] = project_.text(project_.path(name));
  return texts;
}

void FaultyProject::before(const Command& command) {
  command_ = command;
  if (command.words.front() == "report") make_reports();
  old_ = texts();
}

void FaultyProject::make_reports() {
  std::map<std::string, std::string> results = texts();
  std::erase_if(results, [](const auto& file) { return folder_of(file.first) != "results"; });
  if (results != reported_) {
    EXPECT_THAT(project_.highwater(report_to("../whole/")), Succeeds());
    for (const std::string& name : kReports)
      reports_[name] = project_.text(project_.path("../whole/" + name));
    reported_ = std::move(results);
  }
  for (const std::string& name : kReports) project_.write(name, "an older report\n");
}

std::string FaultyProject::problem_of_baseline(const std::string& name, const std::string& text) const {
  const std::string scenario = scenario_of(name, kBaselines);
  const Expected<Baseline> baseline =
      baseline_from_json(text, name, {.profile = "linux-test", .scenario = scenario});
  if (!baseline) return baseline.error().what;
  const std::int64_t peak = baseline->metrics.at(Metric::kPeakBytes).value;
  if (peak != bytes_.at(scenario)) return "an old number: " + std::to_string(peak);
  return "";
}

std::string FaultyProject::problem_of_result(const std::string& name, const std::string& text) const {
  const std::string scenario = scenario_of(name, kResults);
  const Expected<CheckOutcome> outcome = outcome_from_json(text, name);
  if (!outcome) return outcome.error().what;
  if (!outcome->measurement) return outcome->error ? "" : "neither numbers nor an error";
  if (outcome->measurement->command.back() != "round-" + std::to_string(round_)) return "an old result";
  const std::int64_t peak = outcome->measurement->metrics.peak_bytes;
  if (peak != bytes_.at(scenario)) return "not the scenario's number: " + std::to_string(peak);
  if (is_checked(*outcome) != (command_.words.front() == "check")) return "of another command";
  return "";
}

std::string FaultyProject::problem_of_new(const std::string& name, const std::string& text) const {
  const std::string folder = folder_of(name);
  if (std::find(command_.folders.begin(), command_.folders.end(), folder) == command_.folders.end())
    return "not a file that the command changes";
  const Words promised = promised_in(folder);
  if (std::find(promised.begin(), promised.end(), name) == promised.end()) return "an unknown file";
  if (folder == "baselines") return problem_of_baseline(name, text);
  if (folder == "results") return problem_of_result(name, text);
  return text == reports_.at(name) ? "" : "not what a report is like that is let finish";
}

void FaultyProject::expect_old_or_new() {
  const std::map<std::string, std::string> now = texts();
  for (const auto& [name, text] : old_) EXPECT_TRUE(now.count(name) == 1) << name << " is lost";
  for (const auto& [name, text] : now) {
    const auto old = old_.find(name);
    if (old != old_.end() && old->second == text) continue;
    EXPECT_EQ(problem_of_new(place_of(name), text), "") << name << " is neither the old file nor a new one";
  }
}

void FaultyProject::expect_same_names() {
  for (const auto& [name, text] : texts()) EXPECT_TRUE(old_.count(name) == 1) << name << " is left over";
}

void FaultyProject::expect_done(const Ran& ran) {
  const std::map<std::string, std::string> now = texts();
  // Numbers count without their sites, too, if it is said why there are none.
  const bool has_sites = ran.out.find("no sites: ") == std::string::npos;
  for (const std::string& folder : command_.folders)
    for (const std::string& name : promised_in(folder)) {
      const auto file = now.find(name);
      std::string problem = file == now.end() ? "missing" : problem_of_new(name, file->second);
      if (problem.empty() && folder == "results") problem = problem_of_done(file->second, has_sites);
      if (problem.empty() && folder == "baselines" && has_sites && lacks_sites(file->second))
        problem = "a baseline without sites";
      EXPECT_EQ(problem, "") << name << " is not done";
    }
}

int FaultyProject::changed_baselines() const {
  const std::map<std::string, std::string> now = texts();
  int changed = 0;
  for (const std::string& name : promised_in("baselines")) changed += now.at(name) != old_.at(name);
  return changed;
}

void FaultyProject::expect_no_process() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  std::string found;
  while (!(found = process_in(project_.folder())).empty() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(found, "") << "is still there";
}

}  // namespace highwater
