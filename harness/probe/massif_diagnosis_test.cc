// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace highwater {
namespace {

using testing::HasSubstr;

constexpr int kPid = 71;

class MassifDiagnosis : public testing::Test {
 protected:
  MassifDiagnosis() {
    outcome_.exit_code = 0;
    outcome_.pid = kPid;
    evidence_.program = "./prog";
    evidence_.log = "==71== Massif, a heap profiler\n";
    evidence_.wrote_reports = true;
    evidence_.header.attached_pid = kPid;
  }
  void end_by(int signal) {
    outcome_.exit_code.reset();
    outcome_.signal = signal;
  }
  Error error() const {
    return diagnose_massif(outcome_, evidence_).value_or(Error{ExitStatus::kOk, "", ""});
  }

  ProcessOutcome outcome_;
  MassifEvidence evidence_;
};

TEST_F(MassifDiagnosis, ARunThatWroteEverythingIsVouchedForHoweverItEnded) {
  EXPECT_EQ(diagnose_massif(outcome_, evidence_), std::nullopt);
  end_by(SIGSEGV);
  EXPECT_EQ(diagnose_massif(outcome_, evidence_), std::nullopt);
  outcome_.signal.reset();
  outcome_.exit_code = 127;  // the program's own
  EXPECT_EQ(diagnose_massif(outcome_, evidence_), std::nullopt);
}

TEST_F(MassifDiagnosis, AnInterruptionComesFirst) {
  outcome_.interrupted = true;
  evidence_.wrote_reports = false;
  EXPECT_EQ(error().status, ExitStatus::kInterrupted);
}

TEST_F(MassifDiagnosis, ATimeOutIsTheScenariosFailure) {
  end_by(SIGKILL);
  outcome_.timed_out = true;
  evidence_.wrote_reports = false;
  EXPECT_EQ(error().status, ExitStatus::kScenario);
  EXPECT_THAT(error().what, HasSubstr("time-out"));
}

TEST_F(MassifDiagnosis, WithoutALogValgrindCouldNotStartTheProgram) {
  evidence_.log.reset();
  evidence_.wrote_reports = false;
  outcome_.exit_code = 126;
  EXPECT_EQ(error(), (Error{ExitStatus::kUsage, "./prog: Valgrind could not start it (exit code 126)",
                            "is it a program for this machine?"}));
}

TEST_F(MassifDiagnosis, AProgramThatIsGoneWithoutAWordHasReplacedItself) {
  evidence_.wrote_reports = false;
  EXPECT_EQ(
      error(),
      (Error{ExitStatus::kProbe,
             "./prog: replaced itself by another program (exec), which Valgrind did not follow (exit code 0)",
             "name the program itself instead of its wrapper, or use --children with the counting probe"}));
}

TEST_F(MassifDiagnosis, AKillFromOutsideIsNamed) {
  end_by(SIGKILL);
  evidence_.wrote_reports = false;
  EXPECT_EQ(error().what, "./prog: killed by SIGKILL, so that Valgrind wrote nothing");
}

TEST_F(MassifDiagnosis, ValgrindsOwnFailureIsQuoted) {
  end_by(SIGSEGV);
  evidence_.wrote_reports = false;
  *evidence_.log += "\nvalgrind: m_mallocfree.c:303: Assertion 'bszB_lo == bszB_hi' failed.\nmore\n";
  EXPECT_EQ(error().what,
            "./prog: Valgrind failed: valgrind: m_mallocfree.c:303: Assertion 'bszB_lo == bszB_hi' failed.");
}

// It writes its reports all the same, and ends with 1, which is not the program's.
TEST_F(MassifDiagnosis, AnExceptionThatValgrindCannotThrowIsItsOwnFailure) {
  *evidence_.log +=
      "**71** new/new[] failed and should throw an exception, but Valgrind\n**71**    cannot throw "
      "exceptions and so is aborting instead.  Sorry.\n";
  EXPECT_EQ(diagnose_massif(outcome_, evidence_), std::nullopt) << "it ended with 0";
  outcome_.exit_code = 1;
  EXPECT_EQ(error().status, ExitStatus::kProbe);
  EXPECT_EQ(error().what,
            "./prog: Valgrind failed: operator new failed, and Valgrind cannot throw exceptions");
}

TEST_F(MassifDiagnosis, AnotherCLibraryIsNamed) {
  evidence_.header.attached_pid = 0;
  evidence_.facts.loader = "/lib/ld-musl-x86_64.so.1";
  end_by(SIGSEGV);
  EXPECT_EQ(error().status, ExitStatus::kProbe);
  EXPECT_THAT(error().what, HasSubstr("linked with another C library (/lib/ld-musl-x86_64.so.1)"));
}

TEST_F(MassifDiagnosis, DebugInformationThatValgrindCannotReadIsNamed) {
  outcome_.exit_code = 1;
  evidence_.wrote_reports = false;
  evidence_.header.attached_pid = 0;
  *evidence_.log +=
      "### unhandled dwarf2 abbrev form code 0x25\n==9== Valgrind: debuginfo reader: ensure_valid failed:\n"
      "==9== Valgrind:   during call to ML_(img_get)\n==9== Valgrind:   \"/usr/bin/prog\"\n==9== \n"
      "==9== Valgrind: debuginfo reader: Possibly corrupted debuginfo file.\n";
  EXPECT_EQ(error().status, ExitStatus::kProbe);
  EXPECT_EQ(error().what,
            "./prog: Valgrind ended at debug information that it cannot read, of /usr/bin/prog");
  EXPECT_THAT(error().hint, HasSubstr("-gdwarf-4"));
}

TEST_F(MassifDiagnosis, AReplacedProgramThatWasKilledWasStillReplaced) {
  end_by(SIGKILL);
  evidence_.wrote_reports = false;
  evidence_.header.replaced = 1;
  EXPECT_THAT(error().what, HasSubstr("replaced itself"));
}

TEST_F(MassifDiagnosis, WithoutTheShimsWordTheNumbersAreNotBelieved) {
  evidence_.header.attached_pid = 0;
  EXPECT_EQ(error().status, ExitStatus::kProbe);
  EXPECT_EQ(error().what, "./prog: Valgrind's allocator was not preloaded");
  evidence_.facts.is_static = true;
  EXPECT_EQ(error().what,
            "./prog: the program is statically linked, so that Valgrind cannot see its allocations");
}

TEST_F(MassifDiagnosis, AFailureBeforeAnythingWasAttachedIsTheScenarios) {
  evidence_.header.attached_pid = 0;
  outcome_.exit_code = 127;  // a shared library is missing
  EXPECT_EQ(error(), (Error{ExitStatus::kScenario,
                            "./prog: exit code 127 before Valgrind's allocator could be preloaded",
                            "run the command by itself first"}));
}

TEST(RefuseForMassif, WhatCannotRunUnderValgrindIsNotTried) {
  ExecutableFacts facts;
  facts.is_elf = true;
  EXPECT_EQ(refuse_for_massif("./prog", facts), std::nullopt);
  facts.is_privileged = true;
  EXPECT_THAT(refuse_for_massif("./prog", facts)->what, HasSubstr("set-user-id"));
  facts.other_architecture = true;
  EXPECT_EQ(refuse_for_massif("./prog", facts)->what, "./prog: the program is for another architecture");
  facts.sanitizer = "AddressSanitizer";
  EXPECT_EQ(refuse_for_massif("./prog", facts)->what,
            "./prog: built with AddressSanitizer, which does not run under Valgrind");
}

TEST_F(MassifDiagnosis, EveryFailureOfTheShimHasItsOwnMessageAndRemedy) {
  std::vector<std::string> seen;
  for (const MassifFailure failure :
       {MassifFailure::kSanitizer, MassifFailure::kTooMany, MassifFailure::kNoReport,
        MassifFailure::kNoBallast, MassifFailure::kPeakHidden, MassifFailure::kWrapper,
        static_cast<MassifFailure>(99)}) {
    evidence_.header.failure = failure;
    EXPECT_EQ(error().status, ExitStatus::kProbe);
    EXPECT_NE(error().hint, "");
    EXPECT_THAT(seen, testing::Not(testing::Contains(error().what)));
    seen.push_back(error().what);
  }
}

}  // namespace
}  // namespace highwater
