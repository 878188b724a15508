// SPDX-License-Identifier: Apache-2.0
// A day of gate runs in short: thousands of checks of mixed scenarios, each run with the same verdicts to the
// letter, and nothing left behind: descriptors, shared memory, temporary files, processes, memory of the
// harness's own. HIGHWATER_TEST_CHECKS says how many; the default is for every change.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>
#include <utility>

#include "base/file.h"
#include "tests/adoption/testing/accept.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

int checks_wanted() {
  const char* const wanted = std::getenv("HIGHWATER_TEST_CHECKS");
  return wanted != nullptr && *wanted != '\0' ? std::atoi(wanted) : 400;
}

std::set<std::string> entries_of(const std::string& folder) {
  std::set<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none))
    names.insert(entry.path().filename());
  return names;
}

// Those whose working directory it is, or one below it: other tests run the same programs elsewhere.
std::vector<std::string> processes_in(const std::string& folder) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::error_code gone;
    const std::string where = std::filesystem::read_symlink(entry.path() / "cwd", gone).string();
    if (!gone && where.starts_with(folder)) found.push_back(entry.path().filename());
  }
  return found;
}

// What a run prints, without what is the kernel's.
std::string verdicts(const Ran& ran) {
  static const std::regex kSeconds("[0-9.]+ m?s\\b");
  return std::regex_replace(ran.out, kSeconds, "…") + "exit code " +
         (ran.code ? std::to_string(*ran.code) : "none");
}

// Every verdict that there is, with and without a second run for the sites, and both probes; `massifs` of the
// scenarios are Valgrind's, which takes long.
void add_mixed_scenarios(Project& project, int copies, int massifs) {
  for (int i = 0; i < copies; ++i) {
    const std::string n = std::to_string(i);
    project.scenario("ok/" + n, {"allocate", std::to_string(100000 + i), "500"});
    project.scenario_command("sort/" + n, {"sort", "/usr/share/common-licenses/GPL-3"});
    project.scenario("grows/" + n, {"allocate", "100000", "0"});
    project.scenario("regions/" + n, {"regions", "5000", "9000"})["region"] = "second";
    project.scenario("crashes/" + n, {"allocate", "1000", "0"});
  }
  for (int i = 0; i < massifs; ++i)
    project.scenario("massif/" + std::to_string(i), {"allocate", "4096", "10"})["probes"] = {"massif"};
  accept_once(project);
  for (int i = 0; i < copies; ++i) {
    project.scenario("grows/" + std::to_string(i), {"allocate", "200000", "0"});
    project.scenario("crashes/" + std::to_string(i), {"signal", "11"});
  }
}

TEST(Endurance, ThousandsOfChecksGiveOneVerdictAndLeaveNothing) {
  constexpr int kCopies = 8;
  constexpr int kScenarios = 5 * kCopies + 1;
  Project project;
  const std::string temporary = project.path("temporary");
  std::filesystem::create_directory(temporary);
  project.variable("TMPDIR", temporary);
  add_mixed_scenarios(project, kCopies, 1);
  // 16 copies of anything that each check leaves open are more than the limit.
  const std::string run = "ulimit -n 32; exec $HIGHWATER check";
  const std::string expected = verdicts(project.check());
  ASSERT_THAT(expected, testing::HasSubstr("exit code 3"));  // a crash is worse than a regression
  const std::set<std::string> shared_memory = entries_of("/dev/shm");
  const std::vector<std::string> files = files_below(project.folder());
  int checks = 0;
  for (; checks < checks_wanted(); checks += kScenarios)
    ASSERT_EQ(verdicts(project.shell(run)), expected) << "after " << checks << " checks";
  EXPECT_EQ(entries_of(temporary), std::set<std::string>());
  EXPECT_EQ(files_below(project.folder()), files);
  for (const std::string& name : entries_of("/dev/shm"))
    EXPECT_TRUE(shared_memory.count(name) != 0 || name.find("highwater") == std::string::npos) << name;
  EXPECT_EQ(processes_in(project.folder()), std::vector<std::string>());
  // It does see one; this very process, for want of another.
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(project.folder());
  EXPECT_THAT(processes_in(project.folder()), testing::SizeIs(testing::Ge(1u)));
  std::filesystem::current_path(before);
  std::printf("%d checks\n", checks);
}

// What `check` holds at its end, measured with Highwater itself. Of each copy one scenario crashes and two,
// one with each probe, have grown: they are explained, by call sites.
std::pair<std::int64_t, std::int64_t> retained_by_a_check_of(int copies) {
  Project project;
  add_mixed_scenarios(project, copies, copies);
  for (int i = 0; i < copies; ++i)
    project.scenario("massif/" + std::to_string(i), {"allocate", "8192", "10"});
  const Ran ran = project.highwater(
      {"run", "--json", "own.json", "--", HIGHWATER_TEST_COMMAND, "check", "--color=never"});
  const auto times = [copies](int each) { return std::to_string(each * copies); };
  EXPECT_THAT(ran, Says(ExitStatus::kScenario, times(6) + " checks: " + times(3) + " ok, " + times(2) +
                                                   " REGRESSION, " + times(1) + " scenario failed"));
  const nlohmann::json result = nlohmann::json::parse(project.text(project.path("own.json")));
  EXPECT_EQ(result.at("exit").at("code"), 3);  // it ended by itself
  const nlohmann::json& metrics = result.at("metrics");
  EXPECT_GT(metrics.at("allocations"), 100 * copies);  // it was the harness that was measured
  return {metrics.at("retained_bytes"), metrics.at("retained_blocks")};
}

// It does not depend on how much has been checked, nor on how that ended.
TEST(Endurance, TheHarnessKeepsNothingForAScenario) {
  EXPECT_EQ(retained_by_a_check_of(1), retained_by_a_check_of(5));
}

}  // namespace
}  // namespace highwater
