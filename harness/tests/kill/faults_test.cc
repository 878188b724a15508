// SPDX-License-Identifier: Apache-2.0
// A disk that is full, read-only or broken from any of the harness's calls on: the reason is said, the old
// files are intact, nothing half written is left. And a slow disk changes nothing.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/kill/testing/faulty_project.h"

namespace highwater {
namespace {

using testing::HasSubstr;

struct Fault {
  const char* name;
  const char* said;
};

class DiskFaults : public testing::TestWithParam<Fault> {
 protected:
  void fail_at_every_call(const Words& arguments) {
    Project& project = faulty_.project();
    project.scenario("a/b", {"allocate", "200000", "0"});
    const int calls = faulty_.calls_of(arguments);
    EXPECT_GT(calls, 5);
    project.accept();
    project.scenario("a/b", {"allocate", "300000", "0"});
    const std::string before = project.text(project.baseline_path("a/b"));
    for (int call = 1; call <= calls && !HasFailure(); ++call) {
      SCOPED_TRACE(std::string(GetParam().name) + " from call " + std::to_string(call) + " of " +
                   std::to_string(calls));
      const Ran ran = faulty_.with_fault(GetParam().name + (":" + std::to_string(call)), arguments);
      faulty_.expect_whole_files();
      faulty_.expect_no_process();
      const bool is_last = project.text(project.baseline_path("a/b")) != before;
      if (is_last || ran.code == 0) continue;  // what failed then was no more than tidying up
      EXPECT_NE(ran.code, std::nullopt) << testing::PrintToString(ran);
      EXPECT_THAT(ran.out + ran.err, HasSubstr(GetParam().said)) << testing::PrintToString(ran);
      EXPECT_THAT(ran.out + ran.err, HasSubstr("hint: ")) << testing::PrintToString(ran);
      for (const std::string& name : files_below(project.folder()))
        EXPECT_EQ(name.find(".json."), std::string::npos) << name << " is left over";
    }
  }

  FaultyProject faulty_;
};
INSTANTIATE_TEST_SUITE_P(, DiskFaults,
                         testing::Values(Fault{"ENOSPC", "No space left on device"},
                                         Fault{"EROFS", "Read-only file system"},
                                         Fault{"EIO", "Input/output error"}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(DiskFaults, DuringAnUpdateKeepTheBaselines) {
  fail_at_every_call({"update", "--reason", "more"});
}

TEST_P(DiskFaults, DuringACheckAreNoPass) {
  fail_at_every_call({"check"});
}

TEST_P(DiskFaults, DuringAReportAreAnError) {
  fail_at_every_call({"report", "results", "--html", "out/report.html", "--junit", "out/junit.xml"});
}

TEST(SlowDisk, ChangesNoVerdict) {
  FaultyProject faulty;
  EXPECT_THAT(faulty.with_fault("slow:20", {"check"}), Succeeds());
  faulty.project().scenario("a/b", {"allocate", "300000", "0"});
  EXPECT_THAT(faulty.with_fault("slow:20", {"check"}), Says(ExitStatus::kRegression, "FAIL  a/b"));
  EXPECT_THAT(faulty.with_fault("slow:20", {"update", "--reason", "more"}), Succeeds());
  EXPECT_THAT(faulty.with_fault("slow:20", {"check"}), Succeeds());
  faulty.expect_whole_files();
}

}  // namespace
}  // namespace highwater
