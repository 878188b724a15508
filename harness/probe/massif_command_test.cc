// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file.h"

namespace highwater {
namespace {

using testing::Contains;
using testing::ElementsAre;

class FindProgram : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"first/tool", "second/tool", "second/valgrind", "text"})
      ASSERT_TRUE(write_file(path(name), "#!/bin/sh\n"));
    for (const char* name : {"second/tool", "second/valgrind"}) ::chmod(path(name).c_str(), 0755);
  }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }
  TemporaryDirectory folder_ = *TemporaryDirectory::create("massif-command-test");
  std::vector<std::string> environment_ = {"PATH=" + path("first") + ":" + path("second")};
};

TEST_F(FindProgram, TheFirstExecutableInPathIsTaken) {
  EXPECT_EQ(find_program("tool", environment_, "")->path, path("second/tool"));
}

TEST_F(FindProgram, ANameWithASlashIsRelativeToTheWorkingDirectory) {
  EXPECT_EQ(find_program("second/tool", environment_, folder_.path())->path, path("second/tool"));
  EXPECT_FALSE(find_program("second/tool", environment_, path("first")));
}

TEST_F(FindProgram, AbsentNotExecutableAndNoProgramAreThreeErrors) {
  const Error absent = find_program("nosuch", environment_, "").error();
  EXPECT_EQ(absent.status, ExitStatus::kUsage);
  EXPECT_EQ(absent.what, "nosuch: exec: No such file or directory");
  EXPECT_EQ(absent.hint, "is it built, and is the name or path right?");
  EXPECT_EQ(find_program("/nonexistent/x", environment_, "").error().what,
            "/nonexistent/x: exec: No such file or directory");
  EXPECT_EQ(find_program("./text", environment_, folder_.path()).error().what,
            "./text: exec: Permission denied");
  EXPECT_EQ(find_program("./first", environment_, folder_.path()).error().what,
            "./first: exec: Permission denied");
  ASSERT_TRUE(write_file(path("empty"), ""));
  ::chmod(path("empty").c_str(), 0755);
  EXPECT_EQ(find_program("./empty", environment_, folder_.path()).error().what,
            "./empty: exec: Exec format error");
}

TEST_F(FindProgram, OfAScriptTheInterpreterMatters) {
  EXPECT_TRUE(find_program("tool", environment_, "")->facts.is_elf);
}

TEST_F(FindProgram, ValgrindIsLookedUpInTheGivenPath) {
  EXPECT_EQ(*find_valgrind(environment_), path("second/valgrind"));
  EXPECT_EQ(find_valgrind({"PATH=" + path("first")}).error(),
            (Error{ExitStatus::kProbe, "valgrind: not found in PATH", "apt-get install valgrind"}));
}

TEST_F(FindProgram, ValgrindsOwnProgramIsPreferredToTheScriptThatStartsIt) {
  ASSERT_TRUE(write_file(path("second/valgrind.bin"), ""));
  ::chmod(path("second/valgrind.bin").c_str(), 0755);
  EXPECT_EQ(*find_valgrind(environment_), path("second/valgrind.bin"));
}

TEST(MassifCommand, TheProgramFollowsTheOptions) {
  const std::vector<std::string> argv = massif_command("/usr/bin/valgrind", "/tmp/w", {"./a", "--tool=b"});
  EXPECT_EQ(argv.front(), "/usr/bin/valgrind");
  EXPECT_EQ(argv[argv.size() - 2], "./a");
  EXPECT_EQ(argv.back(), "--tool=b");
  EXPECT_THAT(argv, Contains("--massif-out-file=/tmp/w/massif.%p"));
  EXPECT_THAT(argv, Contains("--xtree-memory-file=/tmp/w/xtree.%p.ms"));
}

TEST(MassifEnvironment, TheShimIsPreloadedBeforeTheOthers) {
  EXPECT_THAT(massif_environment({"A=1", "LD_PRELOAD=/x.so"}, "/tmp/w"),
              ElementsAre("A=1", "LD_PRELOAD=/tmp/w/shim.so:/x.so", "HIGHWATER_MASSIF_DIR=/tmp/w"));
  EXPECT_THAT(massif_environment({"LD_PRELOAD="}, "/tmp/w"),
              ElementsAre("LD_PRELOAD=/tmp/w/shim.so", "HIGHWATER_MASSIF_DIR=/tmp/w"));
  EXPECT_THAT(massif_environment({}, "/tmp/w"),
              ElementsAre("LD_PRELOAD=/tmp/w/shim.so", "HIGHWATER_MASSIF_DIR=/tmp/w"));
}

}  // namespace
}  // namespace highwater
