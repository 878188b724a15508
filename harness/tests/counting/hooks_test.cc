// SPDX-License-Identifier: Apache-2.0
// Every interposed function, called once in a program of its own, is counted exactly once, preloaded and
// linked. The names come from counting/hooks.h, so that a new hook without a call in fixtures/hook_calls.cc
// fails here.
#include "counting/hooks.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

constexpr std::int64_t kBytes = 984;  // as in the fixture

constexpr Numbers kOneKept{.allocations = 1,
                           .allocated_bytes = kBytes,
                           .peak_bytes = kBytes,
                           .retained_bytes = kBytes,
                           .retained_blocks = 1};
constexpr Numbers kOneFreed{.allocations = 1, .allocated_bytes = kBytes, .peak_bytes = kBytes};

#define HIGHWATER_NAME(symbol, ...) #symbol,
const std::vector<std::string> kAllocators = {HIGHWATER_CORE_HOOKS(HIGHWATER_NAME) HIGHWATER_OPTIONAL_HOOKS(
    HIGHWATER_NAME) HIGHWATER_NEW_HOOKS(HIGHWATER_NAME)};
const std::vector<std::string> kDeletes = {HIGHWATER_DELETE_HOOKS(HIGHWATER_NAME)};
#undef HIGHWATER_NAME

// Those of the lists that do more, or less, than allocate kBytes once.
const std::map<std::string, Numbers> kOthers = {
    {"free", kOneFreed},
    {"free_sized", kOneFreed},
    {"free_aligned_sized", kOneFreed},
    // malloc(1000), then realloc to 984: two allocations, 1000 + 984 bytes, and the peak is before the
    // realloc.
    {"realloc",
     {.allocations = 2,
      .allocated_bytes = 1000 + kBytes,
      .peak_bytes = 1000,
      .retained_bytes = kBytes,
      .retained_blocks = 1}},
};

// What one call adds to the numbers of the fixture that calls nothing: a C++ program has allocations of its
// own.
Numbers added_by(const std::string& fixture, const std::string& symbol) {
  return counted({fixture, symbol}) - counted({fixture, "nothing"});
}

class EachHook : public testing::TestWithParam<std::string> {
 protected:
  static Numbers expected() {
    const auto other = kOthers.find(GetParam());
    return other == kOthers.end() ? kOneKept : other->second;
  }
};

TEST_P(EachHook, IsCountedOnceWhenPreloaded) {
  EXPECT_EQ(added_by(HIGHWATER_TEST_HOOK_CALLS, GetParam()), expected());
}

TEST_P(EachHook, IsCountedOnceWhenLinkedAndPreloaded) {
  EXPECT_EQ(added_by(HIGHWATER_TEST_HOOK_CALLS_LINKED, GetParam()), expected());
}

TEST_P(EachHook, WorksLinkedWithoutTheHarness) {
  EXPECT_EQ(plain_run({HIGHWATER_TEST_HOOK_CALLS_LINKED, GetParam()}).exit_code, 0);
}

class EachDelete : public EachHook {};

TEST_P(EachDelete, IsCountedOnceWhenPreloaded) {
  EXPECT_EQ(added_by(HIGHWATER_TEST_HOOK_CALLS, GetParam()), kOneFreed);
}

TEST_P(EachDelete, IsCountedOnceWhenLinkedAndPreloaded) {
  EXPECT_EQ(added_by(HIGHWATER_TEST_HOOK_CALLS_LINKED, GetParam()), kOneFreed);
}

TEST_P(EachDelete, WorksLinkedWithoutTheHarness) {
  EXPECT_EQ(plain_run({HIGHWATER_TEST_HOOK_CALLS_LINKED, GetParam()}).exit_code, 0);
}

const auto kNameOf = [](const testing::TestParamInfo<std::string>& test) { return test.param; };
INSTANTIATE_TEST_SUITE_P(Hooks, EachHook, testing::ValuesIn(kAllocators), kNameOf);
INSTANTIATE_TEST_SUITE_P(Hooks, EachDelete, testing::ValuesIn(kDeletes), kNameOf);

// libc has these from 2.43 on; a program for an older one looks them up.
class LookedUp : public testing::TestWithParam<const char*> {};

TEST_P(LookedUp, IsCountedOnceWhenPreloaded) {
  EXPECT_EQ(added_by(HIGHWATER_TEST_HOOK_CALLS, std::string("dlsym ") + GetParam()), kOneFreed);
}

// dlsym must find the linked copy's: the preloaded one, which stands down, would free without counting.
TEST_P(LookedUp, IsCountedOnceWhenLinkedAndPreloaded) {
  EXPECT_EQ(added_by(HIGHWATER_TEST_HOOK_CALLS_LINKED, std::string("dlsym ") + GetParam()), kOneFreed);
}

INSTANTIATE_TEST_SUITE_P(Hooks, LookedUp, testing::Values("free_sized", "free_aligned_sized"),
                         [](const testing::TestParamInfo<const char*>& test) { return test.param; });

TEST(Hooks, AFunctionThatTheFixtureDoesNotKnowWouldFail) {
  EXPECT_EQ(measured({HIGHWATER_TEST_HOOK_CALLS, "no_such_function"}).outcome.exit_code, 2);
}

}  // namespace
}  // namespace highwater::e2e
