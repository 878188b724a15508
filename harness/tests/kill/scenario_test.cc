// SPDX-License-Identifier: Apache-2.0
// A scenario that is killed at 200 seeded moments, announced by the scenario itself so that they are spread
// over its run: the result is there, readable, and what its events add up to, up to the one that was under
// way (event_model.h). `check` says that the scenario failed.
#include <gtest/gtest.h>

#include <csignal>
#include <random>
#include <thread>

#include "result/json.h"
#include "tests/counting/testing/event_model.h"
#include "tests/kill/testing/faulty_project.h"

namespace highwater {
namespace {

class KilledScenario : public testing::Test {
 protected:
  // Runs `command` of the project, and kills the scenario once it has done `events`.
  Ran killed(const Words& command, std::int64_t events) {
    progress_.clear();
    std::thread killer([&] {
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
      while ((EVENTS_LOAD(progress_->pid) == 0 || EVENTS_LOAD(progress_->done) < events) &&
             std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
      const int pid = EVENTS_LOAD(progress_->pid);
      EXPECT_NE(pid, 0);
      if (pid != 0) ::kill(pid, SIGKILL);
    });
    Ran ran = project_.highwater(command);
    killer.join();
    return ran;
  }

  testing::AssertionResult agrees(const std::string& file) {
    const Expected<Measurement> result = measurement_from_json(project_.text(file), file);
    if (!result) return testing::AssertionFailure() << result.error().what;
    if (result->end.signal != SIGKILL) return testing::AssertionFailure() << "not killed";
    return e2e::is_within_one_event(e2e::numbers_of(result->metrics), EVENTS_LOAD(progress_->done),
                                    EVENTS_LOAD(progress_->started));
  }

  // Early moments are more likely: tables are made there. Up to some 100,000 events.
  std::int64_t moment() {
    const std::uint_fast32_t bits = random_() % 17;
    return static_cast<std::int64_t>(random_() % (std::uint_fast32_t{1} << bits));
  }

  Project project_;
  e2e::SharedProgress progress_{project_.path("progress")};

 private:
  std::minstd_rand random_{8};
};

TEST_F(KilledScenario, HasAResultThatIsRightUpToOneEvent) {
  const std::string result = project_.path("result.json");
  const Words command = {"run", "--json", result, "--", HIGHWATER_TEST_KILLED, progress_.path()};
  Words with_sites = command;
  with_sites.insert(with_sites.begin() + 1, "--sites");
  int within = 0;
  for (int i = 0; i < rounds(200) && !HasFailure(); ++i) {
    const Ran ran = killed(i % 8 == 7 ? with_sites : command, moment());
    EXPECT_THAT(ran, Says(ExitStatus::kScenario, ""));
    EXPECT_TRUE(agrees(result)) << "run " << i;
    within += EVENTS_LOAD(progress_->started) > EVENTS_LOAD(progress_->done);
  }
  EXPECT_GT(within, rounds(200) / 20) << "some are killed in the middle of an event";
}

TEST_F(KilledScenario, IsExitCodeThreeOfACheckWithItsNumbers) {
  project_.scenario("a/b", {"allocate", "100000", "0"});
  project_.accept();
  project_.scenario_command("a/b", {HIGHWATER_TEST_KILLED, progress_.path()});
  for (int i = 0; i < rounds(20) && !HasFailure(); ++i) {
    EXPECT_THAT(killed({"check"}, moment()), Says(ExitStatus::kScenario, "SIGKILL"));
    EXPECT_TRUE(agrees(project_.result_path("a/b"))) << "run " << i;
  }
}

}  // namespace
}  // namespace highwater
