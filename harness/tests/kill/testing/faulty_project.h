// SPDX-License-Identifier: Apache-2.0
// A project whose commands are killed or find their disk at fault, and what must hold of its files
// afterwards.
//
//     faulty.allocate(300000, 200000);
//     faulty.before(command);
//     faulty.with_fault("kill:3", command.words);
//     faulty.expect_old_or_new();
//     const Ran again = faulty.project().highwater(command.words);
//     EXPECT_THAT(again, Succeeds());
//     faulty.expect_done(again);
#pragma once

#include <map>
#include <string>

#include "tests/gate/testing/project.h"

namespace highwater {

// How many moments a test tries: more on request, by the variable HIGHWATER_TEST_ROUNDS.
int rounds(int usual);

// A command, and the folders of the project in which it replaces files: "baselines", "results", "out".
struct Command {
  Words words;
  Words folders;
};

// `report` writes a file of every kind to the folder "out".
extern const Command kCheckCommand;
extern const Command kUpdateCommand;
extern const Command kReportCommand;

class FaultyProject {
 public:
  // Two scenarios with baselines and results; both take 200,000 bytes.
  FaultyProject();

  // From now on a/b and a/c take so much at their peak. Their commands are others after each call, so that a
  // result says whether it is from before.
  void allocate(int bytes_of_b, int bytes_of_c);

  // The command with a fault (programs/faults.c) in its own process.
  Ran with_fault(const std::string& fault, const Words& arguments);
  // How many calls it makes that change files, in the state that the project is in. It does what it does.
  int calls_of(const Words& arguments);

  // What follows is about `command`: notes what its files are like. There are reports that are out of date
  // before a report.
  void before(const Command& command);
  // The files of before() are what they were, but for those that the command replaces: each is what it was,
  // or what a command that is let finish makes of it. And what is beside them is nothing, but for whole files
  // that have not been put in their places.
  void expect_old_or_new();
  // No more files, and no fewer, than before(): nothing is left over.
  void expect_same_names();
  // All that a command promises which ends as `ran` has is there, whole and new.
  void expect_done(const Ran& ran);
  // Nothing that has to do with the project runs any more.
  void expect_no_process();

  // How many baselines are others than before().
  int changed_baselines() const;

  Project& project() { return project_; }

 private:
  // "", or what is wrong with the file's text as that of a new file in the place `name`.
  std::string problem_of_new(const std::string& name, const std::string& text) const;
  std::string problem_of_baseline(const std::string& name, const std::string& text) const;
  std::string problem_of_result(const std::string& name, const std::string& text) const;
  std::map<std::string, std::string> texts() const;
  void make_reports();

  Project project_;
  std::map<std::string, int> bytes_;  // of each scenario
  int round_ = 0;
  Command command_;
  // Texts by the files' names.
  std::map<std::string, std::string> old_;
  std::map<std::string, std::string> reports_;   // of a report that was let finish
  std::map<std::string, std::string> reported_;  // the results that it was of
};

}  // namespace highwater
