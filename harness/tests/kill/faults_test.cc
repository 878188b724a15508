// SPDX-License-Identifier: Apache-2.0
// A disk that is full, read-only or broken from any of the harness's calls on, or at that call alone: the
// reason is said, the old files are intact, nothing half written is left. A command that ends as if there
// were no fault has done all that it promises. And a slow disk changes nothing.
#include <gtest/gtest.h>

#include "tests/kill/testing/faulty_project.h"

namespace highwater {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

constexpr int kAccepted = 200000;
constexpr int kStep = 10000;  // well beyond the tolerance

struct Fault {
  const char* name;
  const char* order;  // programs/faults.c
  const char* said;
};

class DiskFaults : public testing::TestWithParam<Fault> {
 protected:
  // `status` is the command's exit code where nothing is wrong with the disk. Each time before it, `move`
  // gives the scenarios their numbers, by the number of the call.
  void fail_at_every_call(const Command& command, ExitStatus status, void (*move)(FaultyProject&, int call)) {
    const auto prepare = [&](int call) {
      move(faulty_, call);
      faulty_.before(command);
    };
    prepare(0);
    const int calls = faulty_.calls_of(command.words);
    EXPECT_GT(calls, 5);
    int refused = 0;
    for (int call = 1; call <= calls && !HasFailure(); ++call) {
      SCOPED_TRACE(std::string(GetParam().order) + " from call " + std::to_string(call) + " of " +
                   std::to_string(calls));
      prepare(call);
      const Ran ran = faulty_.with_fault(GetParam().order + (":" + std::to_string(call)), command.words);
      SCOPED_TRACE(testing::PrintToString(ran));
      faulty_.expect_no_process();
      faulty_.expect_old_or_new();
      faulty_.expect_same_names();
      if (ran.code == static_cast<int>(status)) {
        faulty_.expect_done(ran);
      } else {
        expect_reason(ran);
        ++refused;
      }
      if (command.words.front() == "update")
        EXPECT_THAT(ran.out,
                    HasSubstr(std::to_string(faulty_.changed_baselines()) + " of 2 baselines changed"));
    }
    EXPECT_GT(refused, 5) << "most faults are seen";
    prepare(calls + 1);
    const Ran ran = faulty_.project().highwater(command.words);
    EXPECT_EQ(ran.code, static_cast<int>(status)) << testing::PrintToString(ran);
    faulty_.expect_done(ran);
  }

  static void expect_reason(const Ran& ran) {
    // A file that cannot be written, or no memory to measure in.
    EXPECT_THAT(ran.code, AnyOf(static_cast<int>(ExitStatus::kUsage), static_cast<int>(ExitStatus::kProbe)));
    EXPECT_THAT(ran.out + ran.err, HasSubstr(GetParam().said));
    EXPECT_THAT(ran.out + ran.err, HasSubstr("hint: "));
  }

  FaultyProject faulty_;
};
INSTANTIATE_TEST_SUITE_P(, DiskFaults,
                         testing::Values(Fault{"ENOSPC", "ENOSPC", "No space left on device"},
                                         Fault{"EROFS", "EROFS", "Read-only file system"},
                                         Fault{"EIO", "EIO", "Input/output error"},
                                         Fault{"OneEIO", "once-EIO", "Input/output error"}),
                         [](const auto& test) { return std::string(test.param.name); });

// Every update has something to write.
void move_both(FaultyProject& faulty, int call) {
  const int bytes = kAccepted + (call + 1) * kStep;
  faulty.allocate(bytes, bytes);
}

void move_one(FaultyProject& faulty, int) {
  faulty.allocate(kAccepted + kStep, kAccepted);
}

void move_none(FaultyProject& faulty, int) {
  faulty.allocate(kAccepted, kAccepted);
}

TEST_P(DiskFaults, DuringAnUpdateKeepTheBaselines) {
  fail_at_every_call(kUpdateCommand, ExitStatus::kOk, move_both);
}

TEST_P(DiskFaults, DuringACheckAreNoPass) {
  fail_at_every_call(kCheckCommand, ExitStatus::kOk, move_none);
}

TEST_P(DiskFaults, DuringACheckAreNoVerdict) {
  fail_at_every_call(kCheckCommand, ExitStatus::kRegression, move_one);
}

TEST_P(DiskFaults, DuringAReportAreAnError) {
  fail_at_every_call(kReportCommand, ExitStatus::kOk, move_none);
}

TEST(SlowDisk, ChangesNoVerdict) {
  FaultyProject faulty;
  const auto slow = [&](const Command& command) {
    faulty.before(command);
    Ran ran = faulty.with_fault("slow:20", command.words);
    faulty.expect_old_or_new();
    faulty.expect_done(ran);
    return ran;
  };
  faulty.allocate(kAccepted, kAccepted);
  EXPECT_THAT(slow(kCheckCommand), Succeeds());
  faulty.allocate(300000, kAccepted);
  EXPECT_THAT(slow(kCheckCommand), Says(ExitStatus::kRegression, "FAIL  a/b"));
  EXPECT_THAT(slow(kUpdateCommand), Succeeds());
  EXPECT_THAT(slow(kCheckCommand), Succeeds());
}

}  // namespace
}  // namespace highwater
