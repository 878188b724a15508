// SPDX-License-Identifier: Apache-2.0
// A memo says what a walk would say, or nothing.
#include "counting/unwind/stack_memo.h"

#include <alloca.h>
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>

#include "counting/unwind/testing/both_stacks.h"
#include "counting/unwind/testing/fiber.h"
#include "counting/unwind/testing/tables.h"

namespace highwater::counting {
namespace {

// Functions that fibers run have no argument.
struct Shared {
  Shared() { unwinder.start(tables.get(), &::_dl_find_object); }
  const Tables tables;
  Unwinder unwinder;
  std::unique_ptr<StackMemo> memo = std::make_unique<StackMemo>();
  Remembered last{};
};
Shared* shared = nullptr;

class StackMemoTest : public testing::Test {
 protected:
  StackMemoTest() { shared = &shared_; }
  ~StackMemoTest() override { shared = nullptr; }
  Shared shared_;
};

#define HIGHWATER_APART __attribute__((noinline, noclone))
volatile unsigned sink;
// Unknown to the compiler, which would make two calls of a loop of two.
volatile int passes = 2;

HIGHWATER_APART void allocate() {
  shared->last = capture_with_memo(shared->unwinder, *shared->memo);
  sink = sink + 1;
}
// Two callers with frames of one size, and one allocation site below both.
HIGHWATER_APART void common() {
  allocate();
  sink = sink + 1;
}
HIGHWATER_APART void first_caller() {
  common();
  sink = sink + 2;
}
HIGHWATER_APART void second_caller() {
  common();
  sink = sink + 3;
}
HIGHWATER_APART void recursive(unsigned depth) {
  if (depth == 0) {
    allocate();
  } else {
    recursive(depth - 1);
  }
  sink = sink + depth;
}

HIGHWATER_APART void first_far_above() {
  recursive(20);
  sink = sink + 4;
}
HIGHWATER_APART void second_far_above() {
  recursive(20);
  sink = sink + 5;
}

TEST_F(StackMemoTest, AStackIsKnownTheSecondTimeAndItsNeighbourNot) {
  for (int i = 0; i < 3; ++i) {
    void (*const callers[])() = {first_caller, second_caller};
    for (void (*caller)() : callers) {
      caller();
      EXPECT_EQ(shared->last.is_known, i > 0);
      EXPECT_TRUE(shared->last.is_right);
    }
  }
}

TEST_F(StackMemoTest, WhatChangesFarAboveIsNoticed) {
  // The same allocation site, the same places on the stack; 20 frames up another caller.
  for (int i = 0; i < 2; ++i) {
    void (*const callers[])() = {first_far_above, second_far_above};
    for (void (*caller)() : callers) {
      caller();
      EXPECT_EQ(shared->last.is_known, i > 0);
      EXPECT_TRUE(shared->last.is_right);
    }
  }
}

TEST_F(StackMemoTest, NothingIsKnownOnceTheRulesMayHaveChanged) {
  for (const bool known : {false, true}) {
    first_caller();
    EXPECT_EQ(shared->last.is_known, known);
    if (known) shared->unwinder.forget_unloaded();
  }
  for (const bool known : {false, true}) {
    first_caller();
    EXPECT_EQ(shared->last.is_known, known);
  }
}

TEST_F(StackMemoTest, NothingIsKnownOnceItIsCleared) {
  first_caller();
  shared->memo->clear();
  first_caller();
  EXPECT_FALSE(shared->last.is_known);
}

TEST_F(StackMemoTest, ManyStacksPushOthersOutAndNoneIsTakenForAnother) {
  // Of those with up to 250 frames there are far more words than the memo holds.
  unsigned known = 0;
  unsigned known_from_before = 0;
  for (int round = 0; round < 3; ++round) {
    for (unsigned depth = 0; depth < 250; ++depth) {
      for (int twice = 0; twice < passes; ++twice) {
        recursive(depth);
        ASSERT_TRUE(shared->last.is_right) << depth;
        if (twice == 0) known_from_before += shared->last.is_known ? 1 : 0;
      }
      known += shared->last.is_known ? 1 : 0;
    }
  }
  EXPECT_EQ(known, 750u);
  EXPECT_LT(known_from_before, 100u);
}

TEST_F(StackMemoTest, AStackThatIsTooLongIsWalkedEachTime) {
  for (int i = 0; i < passes; ++i) recursive(450);
  EXPECT_FALSE(shared->last.is_known);
  EXPECT_TRUE(shared->last.is_right);
}

std::uintptr_t wanted;
std::uintptr_t hook_frame;

HIGHWATER_APART void allocate_here() {
  hook_frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  allocate();
}
// Goes on with the stack pointer at a given place, wherever its own frame is.
HIGHWATER_APART void descend() {
  const std::uintptr_t frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  auto* const memory = static_cast<char*>(alloca(frame - wanted));
  memory[0] = 1;
  __asm__ volatile("" : : "r"(memory) : "memory");
  allocate_here();
  sink = sink + 1;
}

TEST_F(StackMemoTest, AFiberAtThePlaceOfOneWhoseStackIsGoneReadsNothingThere) {
  FiberStack stack(std::size_t{256} << 10);
  wanted = reinterpret_cast<std::uintptr_t>(stack.begin()) + (std::size_t{64} << 10);
  stack.run(descend);
  const std::uintptr_t first = hook_frame;
  stack.run(descend);
  EXPECT_TRUE(shared->last.is_known);
  // Where the first one's frames were is no memory any more.
  stack.shrink_to(std::size_t{128} << 10);
  stack.run(descend);
  EXPECT_EQ(hook_frame, first);
  EXPECT_FALSE(shared->last.is_known);
  EXPECT_TRUE(shared->last.is_right);
}

}  // namespace
}  // namespace highwater::counting
