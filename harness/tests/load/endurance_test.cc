// SPDX-License-Identifier: Apache-2.0
// A day of gate runs in short: thousands of checks of mixed scenarios, each run with the same verdicts to the
// letter, and nothing left behind: descriptors, shared memory, temporary files, processes, memory of the
// harness's own. HIGHWATER_TEST_CHECKS says how many; the default is for every change.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>

#include "base/file.h"
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

// What a run prints, without what is the kernel's.
std::string verdicts(const Ran& ran) {
  static const std::regex seconds("[0-9.]+ m?s\\b");
  return std::regex_replace(ran.out, seconds, "…") + "exit code " +
         (ran.code ? std::to_string(*ran.code) : "none");
}

// Every verdict that there is, with and without a second run for the sites, and both probes.
void add_mixed_scenarios(Project& project, int copies) {
  for (int i = 0; i < copies; ++i) {
    const std::string n = std::to_string(i);
    project.scenario("ok/" + n, {"allocate", std::to_string(100000 + i), "500"});
    project.scenario_command("sort/" + n, {"sort", "/usr/share/common-licenses/GPL-3"});
    project.scenario("grows/" + n, {"allocate", "100000", "0"});
    project.scenario("regions/" + n, {"regions", "5000", "9000"})["region"] = "second";
    project.scenario("crashes/" + n, {"allocate", "1000", "0"});
  }
  project.scenario("massif", {"allocate", "4096", "10"})["probes"] = {"massif"};
  project.accept();
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
  add_mixed_scenarios(project, kCopies);
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
  EXPECT_EQ(project.shell("pgrep -f \"$FIXTURE\"").code, 1);  // nobody; 127: no pgrep
  std::printf("%d checks\n", checks);
}

// Measured with Highwater itself: what `check` holds at its end does not depend on how much it has checked.
TEST(Endurance, TheHarnessKeepsNothingForAScenario) {
  const auto retained_by = [](int copies) {
    Project project;
    for (int i = 0; i < copies; ++i)
      project.scenario("s/" + std::to_string(i), {"allocate", "100000", "500"});
    project.accept();
    EXPECT_THAT(project.highwater({"run", "--json", "own.json", "--", HIGHWATER_TEST_COMMAND, "check"}),
                Succeeds());
    const Expected<std::string> text = read_file(project.path("own.json"));
    const nlohmann::json metrics = nlohmann::json::parse(text.value_or("{}")).at("metrics");
    EXPECT_GT(metrics.at("allocations"), 100 * copies);  // it was the harness that was measured
    return std::pair(metrics.at("retained_bytes"), metrics.at("retained_blocks"));
  };
  EXPECT_EQ(retained_by(5), retained_by(50));
}

}  // namespace
}  // namespace highwater
