// SPDX-License-Identifier: Apache-2.0
// Requested bytes do not depend on load: beside processes that take all processors, and with as many checks
// at once as `ctest -j` would start, verdicts and numbers are the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <thread>

#include "tests/adoption/testing/accept.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

// Something that wants a processor, for each of them.
class Hogs {
 public:
  explicit Hogs(const std::string& folder) {
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
      hogs_.push_back(
          std::make_unique<Background>(Words{"/bin/sh", "-c", "while :; do :; done"}, Words{}, folder));
  }

 private:
  std::vector<std::unique_ptr<Background>> hogs_;
};

class Busy : public testing::Test {
 protected:
  Busy() {
    project_.scenario("fixture", {"allocate", "100000", "500"})["probes"] = {"counting", "massif"};
    project_.scenario_command(
        "perl",
        {"perl", "-e", "my %h; $h{$_} = 'x' x $_ for 1 .. 2000; print scalar keys %h"})["environment"] = {
        {"PERL_HASH_SEED", "0"}};
    project_.scenario_command("sort", {"sort", "--parallel=4", "/usr/share/common-licenses/GPL-3"});
    accept_once(project_);
  }

  // The numbers of every result, as they are in the files.
  std::map<std::string, Metrics> numbers() const {
    std::map<std::string, Metrics> found;
    for (const char* name : {"fixture", "perl", "sort"}) found[name] = without_rss(name, "counting");
    found["fixture massif"] = without_rss("fixture", "massif");
    return found;
  }
  Metrics without_rss(const std::string& name, const std::string& probe) const {
    Metrics metrics = project_.result(name, probe).metrics;
    metrics.peak_rss_bytes = std::nullopt;  // the kernel's, and no part of the gate
    return metrics;
  }

  Project project_;
};

TEST_F(Busy, BesideHogsTheVerdictAndTheNumbersAreTheSame) {
  ASSERT_THAT(project_.check(), Succeeds());
  const std::map<std::string, Metrics> quiet = numbers();
  const Hogs hogs(project_.folder());
  ASSERT_THAT(project_.check(), Succeeds());
  EXPECT_EQ(numbers(), quiet);
  // And a regression is one.
  project_.scenario("fixture", {"allocate", "103000", "500"});
  EXPECT_THAT(project_.check({"fixture"}), Says(ExitStatus::kRegression, "REGRESSION"));
}

TEST_F(Busy, ManyChecksAtOnceGiveTheSameNumbers) {
  ASSERT_THAT(project_.check(), Succeeds());
  const std::map<std::string, Metrics> alone = numbers();
  std::vector<std::unique_ptr<Background>> checks;
  for (const char* name : {"fixture", "perl", "sort"}) checks.push_back(project_.start({"check", name}));
  for (const std::unique_ptr<Background>& check : checks) EXPECT_EQ(check->wait().code, 0);
  EXPECT_EQ(numbers(), alone);
}

}  // namespace
}  // namespace highwater
