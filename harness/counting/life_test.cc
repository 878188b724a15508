// SPDX-License-Identifier: Apache-2.0
// What the kernel says of real processes. Each child tells by a pipe that its life has begun.
#include "counting/life.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace highwater::counting {
namespace {

class LifeTest : public testing::Test {
 protected:
  void SetUp() override {
    void* const memory =
        ::mmap(nullptr, sizeof(TreeSlot), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    slot_ = static_cast<TreeSlot*>(memory);
    ASSERT_EQ(::pipe(pipe_), 0);
  }
  void TearDown() override {
    ::munmap(slot_, sizeof(TreeSlot));
    ::close(pipe_[0]);
  }

  // `then(pipe)` in a child that has begun; returns when the child closes the pipe, at its end if not before.
  template <typename Then>
  pid_t child(Then then) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::close(pipe_[0]);
      begin_life(*slot_);
      then(pipe_[1]);
      ::_exit(0);
    }
    ::close(pipe_[1]);
    char none;
    EXPECT_EQ(::read(pipe_[0], &none, 1), 0);
    return pid;
  }
  static void close_and_wait(int pipe) {
    ::close(pipe);
    for (;;) ::pause();
  }
  static void wait_for(pid_t pid) { EXPECT_EQ(::waitpid(pid, nullptr, 0), pid); }

  TreeSlot* slot_ = nullptr;  // OWNS: unmapped in TearDown
  int pipe_[2] = {};
};

TEST_F(LifeTest, OfASlotWithoutASegmentNobodyKnows) {
  EXPECT_EQ(life_of(*slot_), Life::kUnknown);
  ::close(pipe_[1]);
}

TEST_F(LifeTest, GoesOnUntilTheProcessIsKilled) {
  const pid_t pid = child(close_and_wait);
  EXPECT_EQ(life_of(*slot_), Life::kGoesOn);
  ::kill(pid, SIGKILL);
  wait_for(pid);
  EXPECT_EQ(life_of(*slot_), Life::kIsOver);
}

// Neither reaped nor waited for: the end of the pipe is all that is known of its end.
TEST_F(LifeTest, IsOverBeforeAnybodyCanKnow) {
  const pid_t pid = child([](int) {});
  EXPECT_EQ(life_of(*slot_), Life::kIsOver);
  wait_for(pid);
}

TEST_F(LifeTest, IsOverWhenTheProcessBecomesAnotherProgram) {
  const pid_t pid = child([](int pipe) {
    ::fcntl(pipe, F_SETFD, FD_CLOEXEC);
    ::execl("/bin/sleep", "sleep", "100", nullptr);
  });
  EXPECT_EQ(::kill(pid, 0), 0);
  EXPECT_EQ(life_of(*slot_), Life::kIsOver);
  ::kill(pid, SIGKILL);
  wait_for(pid);
}

TEST_F(LifeTest, IsNotProlongedByAChild) {
  const pid_t pid = child([](int pipe) {
    if (::fork() == 0) {
      ::close(pipe);
      ::sleep(2);  // beyond the question below
    }
  });
  wait_for(pid);
  EXPECT_EQ(life_of(*slot_), Life::kIsOver);
}

// Where its namespace is another one, its number may be unknown here although it goes on.
TEST_F(LifeTest, OfAnotherNamespaceNobodyKnows) {
  const pid_t pid = child([](int) {});
  wait_for(pid);
  slot_->life_space = slot_->life_space + 1;
  EXPECT_EQ(life_of(*slot_), Life::kUnknown);
  slot_->life_space = 0;
  EXPECT_EQ(life_of(*slot_), Life::kUnknown);
}

}  // namespace
}  // namespace highwater::counting
