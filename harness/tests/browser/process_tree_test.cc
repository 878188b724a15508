// SPDX-License-Identifier: Apache-2.0
#include "tests/browser/process_tree.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "base/process.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;

// A shell with a child, a grandchild, and one that has left parent, group and session: each writes its
// number.
constexpr const char* kFamily =
    "cd \"$0\"; echo $$ >one; "
    "(sh -c 'echo $$ >two; sleep 1000 & echo $! >three; wait' &) ; "
    "setsid sh -c '(sh -c \"trap \\\"\\\" HUP TERM; echo \\$\\$ >four; sleep 1000\" &)'; "
    "sleep 1000";

std::vector<int> members(const std::string& folder) {
  std::vector<int> result;
  for (const char* name : {"one", "two", "three", "four"}) {
    int pid = 0;
    for (int i = 0; i < 10'000 && pid == 0; ++i) {
      std::ifstream(folder + "/" + name) >> pid;
      if (pid == 0) std::this_thread::sleep_for(1ms);
    }
    EXPECT_NE(pid, 0) << name << " did not start";
    result.push_back(pid);
  }
  return result;
}

// A zombie's command line is empty.
bool runs(int pid) {
  return !read_file("/proc/" + std::to_string(pid) + "/cmdline").value_or("").empty();
}

Expected<ProcessTree> start_family(const std::string& folder) {
  return ProcessTree::start({"/bin/sh", "-c", kFamily, folder}, current_environment(), folder + "/log");
}

TEST(ProcessTree, AllOfItEnds) {
  const TemporaryDirectory folder = TemporaryDirectory::create("highwater-tree").value();
  {
    const Expected<ProcessTree> tree = start_family(folder.path());
    ASSERT_TRUE(tree) << tree.error().what;
    const std::vector<int> family = members(folder.path());
    for (const int pid : family) EXPECT_TRUE(runs(pid));
    EXPECT_GE(descendants_of(tree->keeper()).size(), family.size());
  }
  for (const int pid : members(folder.path())) EXPECT_FALSE(runs(pid)) << pid;
}

// As when ctest's time-out hits the test.
TEST(ProcessTree, AllOfItEndsWhenItsOwnerIsKilled) {
  const TemporaryDirectory folder = TemporaryDirectory::create("highwater-tree").value();
  const int owner = ::fork();
  ASSERT_GE(owner, 0);
  if (owner == 0) {
    [[maybe_unused]] const Expected<ProcessTree> tree = start_family(folder.path());
    for (;;) ::pause();
  }
  const std::vector<int> family = members(folder.path());
  for (const int pid : family) EXPECT_TRUE(runs(pid));
  ::kill(owner, SIGKILL);
  ::waitpid(owner, nullptr, 0);
  for (const int pid : family) {
    for (int i = 0; i < 10'000 && runs(pid); ++i) std::this_thread::sleep_for(1ms);
    EXPECT_FALSE(runs(pid)) << pid;
  }
}

TEST(ProcessTree, EachOfTwoEndsByItself) {
  const TemporaryDirectory first_folder = TemporaryDirectory::create("highwater-tree").value();
  const TemporaryDirectory second_folder = TemporaryDirectory::create("highwater-tree").value();
  Expected<ProcessTree> first = start_family(first_folder.path());
  Expected<ProcessTree> second = start_family(second_folder.path());
  ASSERT_TRUE(first && second);
  const std::vector<int> first_family = members(first_folder.path());
  const std::vector<int> second_family = members(second_folder.path());
  first->end();
  for (const int pid : first_family) EXPECT_FALSE(runs(pid)) << pid;
  for (const int pid : second_family) EXPECT_TRUE(runs(pid)) << pid;
}

TEST(ProcessTree, AProgramThatIsNotThereIsAnError) {
  const Expected<ProcessTree> tree = ProcessTree::start({"/nowhere/server"}, {}, "/dev/null");
  ASSERT_FALSE(tree);
  EXPECT_EQ(tree.error().what, "/nowhere/server: start: No such file or directory");
}

}  // namespace
}  // namespace highwater
