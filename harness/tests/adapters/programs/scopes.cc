// SPDX-License-Identifier: Apache-2.0
// Tests about memory that somebody may write; those whose names begin with Fails fail, and
// gtest_scopes_test.cc runs them one by one. Every number has its arithmetic there.
#include <highwater/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

// Out of line, so that they are functions on the stack.
[[gnu::noinline]] std::vector<char>* make_buffer(std::size_t bytes) {
  return new std::vector<char>(bytes);  // 24 bytes, and the buffer
}

[[gnu::noinline]] void grow_and_drop(std::size_t bytes) {
  const std::unique_ptr<std::vector<char>> buffer(make_buffer(bytes));
}

std::vector<char>* leaked = nullptr;

TEST(Scopes, Pass) {
  EXPECT_PEAK_LE(1024) {
    grow_and_drop(1000);
  }
  EXPECT_RETAINED_EQ(0) {
    grow_and_drop(1000);
  }
  EXPECT_ALLOCATIONS_LE(2) {
    grow_and_drop(1000);
  }
  EXPECT_NO_ALLOCATION {
    volatile int sum = 0;
    for (int i = 0; i < 10; ++i) sum = sum + i;
  }
  EXPECT_RETAINED_EQ(1024) {
    leaked = make_buffer(1000);
  }
  EXPECT_RETAINED_EQ(-1024) {
    delete leaked;
  }
}

TEST(Scopes, FailsPeak) {
  EXPECT_PEAK_LE(1023) {
    grow_and_drop(1000);
  }
}

TEST(Scopes, FailsRetained) {
  EXPECT_RETAINED_EQ(0) {
    leaked = make_buffer(5000);
  }
}

TEST(Scopes, FailsRetainedByTooLittle) {
  EXPECT_RETAINED_EQ(100) {
    grow_and_drop(10);
  }
}

TEST(Scopes, FailsNoAllocation) {
  EXPECT_NO_ALLOCATION {
    grow_and_drop(10);
  }
}

TEST(Scopes, FailsAllocations) {
  EXPECT_ALLOCATIONS_LE(3) {
    for (int i = 0; i < 2; ++i) grow_and_drop(10);
  }
}

// What the surrounding scope has is no less for the one inside.
TEST(Scopes, FailsOuterOnly) {
  EXPECT_PEAK_LE(2047) {
    grow_and_drop(2024);
    EXPECT_PEAK_LE(1024) {
      grow_and_drop(1000);
    }
  }
}

[[gnu::noinline]] void leave_early() {
  EXPECT_NO_ALLOCATION {
    grow_and_drop(10);
    return;
  }
}
TEST(Scopes, FailsWhereTheBodyReturns) {
  leave_early();
}

TEST(Scopes, FailsWithAnotherThread) {
  EXPECT_ALLOCATIONS_LE(0) {
    std::thread([] { grow_and_drop(70000); }).join();
  }
}

TEST(Scopes, FailsInAForkedProcess) {
  EXPECT_EXIT(
      {
        EXPECT_NO_ALLOCATION {}
        std::exit(testing::Test::HasFailure() ? 77 : 0);
      },
      testing::ExitedWithCode(0), "");
}

// Thirteen places that allocate, one more than are shown and then some.
template <int kPlace>
[[gnu::noinline]] void allocate_at() {
  delete make_buffer(100 + kPlace);
  if constexpr (kPlace > 0) allocate_at<kPlace - 1>();
}
TEST(Scopes, FailsAtManyPlaces) {
  EXPECT_ALLOCATIONS_LE(1) {
    allocate_at<12>();
  }
}

}  // namespace
