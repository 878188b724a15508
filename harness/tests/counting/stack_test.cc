// SPDX-License-Identifier: Apache-2.0
// How much stack a hook needs beyond what the same call needs without the library: programs run on small
// stacks. The same calls in the same order are made with and without it (fixtures/stack_use.cc), cold paths
// among them: first calls, new parts of the address space, tables that grow, a timeline that is thinned out,
// regions' boundaries. Attaching is not: that is done on the main thread's stack, before constructors run.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <sstream>

#include "base/file.h"
#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

std::int64_t bound_of(Tier tier) {
  return tier == Tier::kCounters ? 1024 : 2048;
}

struct Call {
  std::int64_t depth = 0;
  std::string name;
};

class StackUse : public testing::Test {
 protected:
  std::vector<Call> plain_calls(const std::string& mode) {
    const ProcessOutcome outcome = plain_run(command(mode), environment());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
    return calls();
  }

  std::vector<Call> measured_calls(Tier tier, const std::string& mode) {
    Setting setting;
    set_tier(setting, tier);
    setting.environment = environment();
    counted(command(mode), setting);
    return calls();
  }

  // By name of the call, the most that any one has more in `left` than its counterpart in `right`.
  static std::map<std::string, std::int64_t> largest_differences(const std::vector<Call>& left,
                                                                 const std::vector<Call>& right) {
    std::map<std::string, std::int64_t> differences;
    EXPECT_EQ(left.size(), right.size());
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
      EXPECT_EQ(left[i].name, right[i].name);
      const std::int64_t difference = left[i].depth - right[i].depth;
      const auto found = differences.emplace(left[i].name, difference).first;
      found->second = std::max(found->second, difference);
    }
    EXPECT_GE(differences.size(), 20u);
    return differences;
  }

  void expect_within_bounds(const std::string& mode) {
    const std::vector<Call> plain = plain_calls(mode);
    for (const Tier tier : kTiers)
      for (const auto& [name, difference] : largest_differences(measured_calls(tier, mode), plain)) {
        EXPECT_LE(difference, bound_of(tier)) << name << ", " << name_of(tier);
        std::string key = std::string(name_of(tier)) + "_" + name;
        std::replace_if(
            key.begin(), key.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
        RecordProperty(key, static_cast<int>(difference));
      }
  }

 private:
  // Libraries bound at once too: the loader takes more stack at a function's first call than anything that is
  // measured here, and would hide it.
  static std::vector<std::string> environment() {
    std::vector<std::string> environment = fixed_environment();
    environment.push_back("LD_BIND_NOW=1");
    return environment;
  }

  std::vector<std::string> command(const std::string& mode) {
    return {HIGHWATER_TEST_STACK_USE, path_, mode};
  }

  std::vector<Call> calls() {
    std::istringstream text(read_file(path_).value_or(""));
    EXPECT_TRUE(write_file(path_, ""));
    std::vector<Call> calls;
    for (Call call; text >> call.depth && std::getline(text >> std::ws, call.name);) calls.push_back(call);
    EXPECT_GT(calls.size(), 10000u);
    return calls;
  }

  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-stack");
  std::string path_ = folder_.path() + "/depths";
};

TEST_F(StackUse, OfAHookIsWithinItsTiersBound) {
  expect_within_bounds("plain");
}

TEST_F(StackUse, OfAHookIsWithinItsTiersBoundWithThreads) {
  expect_within_bounds("threads");
}

// That it would be seen, and that without the library a call's depth is the same in every run.
TEST_F(StackUse, IsSeenWhereItIs) {
  const std::vector<Call> plain = plain_calls("plain");
  for (const auto& [name, difference] : largest_differences(plain_calls("plain"), plain))
    EXPECT_EQ(difference, 0) << name;
  for (const auto& [name, difference] : largest_differences(plain_calls("deeper"), plain))
    EXPECT_GT(difference, bound_of(Tier::kSites)) << name;
}

}  // namespace
}  // namespace highwater::e2e
