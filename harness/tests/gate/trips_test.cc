// SPDX-License-Identifier: Apache-2.0
// Proof that the gate trips: a real scenario is given another variant's behaviour, the two mistakes of the
// stories among them, and both probes say so. Unchanged, it passes under both.
#include <gtest/gtest.h>

#include "tests/gate/testing/real_scenario.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

struct Case {
  const char* name;
  const char* good;
  const char* bad;
  std::vector<const char*> regressions;  // metrics
  const char* culprit;                   // the first row of the explanation
  const char* hint;
};

void PrintTo(const Case& turned, std::ostream* stream) {
  *stream << turned.good << " turned " << turned.bad;
}

class Trips : public testing::TestWithParam<Case> {
 protected:
  Trips() {
    // Fails the test if a run of the scenario does, for want of a program or of its server.
    project_.scenario_command(GetParam().good, RealScenario(GetParam().good).command())["probes"] = {
        "counting", "massif"};
    project_.accept();
  }
  Project project_;
};
INSTANTIATE_TEST_SUITE_P(
    , Trips,
    testing::Values(Case{"TrimmedTurnedPresized",
                         "batch_download/trimmed",
                         "batch_download/presized",
                         {"peak_bytes", "retained_bytes"},
                         "GrowingBuffer::reallocate <- [^\n]* growing_buffer\\.cc:[0-9]+\n",
                         "hint: [^\n]*GrowingBuffer grows its buffer by doubling"},
                    Case{"ChunksTurnedReadAll",
                         "large_file_read/chunks",
                         "large_file_read/read_all",
                         {"peak_bytes", "retained_bytes", "allocated_bytes", "allocations"},
                         "GrowingBuffer::reallocate <- [^\n]* growing_buffer\\.cc:[0-9]+\n",
                         "hint: [^\n]*GrowingBuffer::reallocate grows its buffer by doubling"},
                    Case{
                        "ReusedTurnedLeaky",
                        "compress_loop/reused",
                        "compress_loop/leaky",
                        {"peak_bytes", "retained_bytes", "retained_blocks", "allocated_bytes", "allocations"},
                        "Pipeline::run <- [^\n]*run_leaky[^\n]* pipeline\\.cc:[0-9]+\n",
                        "hint: [^\n]*Pipeline::run keeps one block more after every iteration"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_P(Trips, UnderBothProbesAndOnlyWhenChanged) {
  const std::string baseline = project_.text(project_.baseline_path(GetParam().good));
  for (const char* probe : {"counting", "massif"})
    EXPECT_THAT(project_.check({"--probe", probe}), Says(ExitStatus::kOk, "1 checks: 1 ok\n"));

  project_.scenario_command(GetParam().good, RealScenario(GetParam().bad).command());
  for (const char* probe : {"counting", "massif"}) {
    const Ran ran = project_.check({"--probe", probe});
    EXPECT_THAT(ran, Says(ExitStatus::kRegression, std::string("FAIL  ") + GetParam().good + "   peak "));
    EXPECT_THAT(ran.out,
                ContainsRegex(std::string("      ") + probe +
                              ", region [^\n]*\n +\\+[0-9.]+ MiB  (grew|new)  +" + GetParam().culprit));
    EXPECT_THAT(ran.out, ContainsRegex(GetParam().hint));
    EXPECT_THAT(ran.out, ContainsRegex("\n +\\[unattributed\\] \\+0 B      TOTAL \\+"));
    for (const char* metric : GetParam().regressions)
      EXPECT_THAT(ran.out, ContainsRegex(std::string("\n +") + metric + " .* REGRESSION\n"));
    EXPECT_THAT(ran.out, HasSubstr(std::string("update --manifest highwater.json ") + GetParam().good));
  }
  EXPECT_EQ(project_.text(project_.baseline_path(GetParam().good)), baseline) << "check changes nothing";
}

}  // namespace
}  // namespace highwater
