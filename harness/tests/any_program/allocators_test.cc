// SPDX-License-Identifier: Apache-2.0
// Allocators on top of libc's, as Debian ships them: preloaded, and linked dynamically. What a program asks
// for does not depend on who answers, so the numbers are the same to the byte. What an allocator's library
// brings into the process by itself (jemalloc the C++ runtime's 72,704 bytes, tcmalloc two blocks of its own)
// is there before main(), in a program that does nothing as well, and is taken off.
#include <gmock/gmock.h>

#include "tests/counting/testing/probing.h"
#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

struct Allocator {
  const char* name;
  const char* library;
  const char* linked_program;
};
constexpr Allocator kAllocators[] = {HIGHWATER_TEST_ALLOCATORS};

struct Counted {
  Numbers region;
  Numbers of_work;  // what a run with work has more than one without
};

Counted counted_in(const char* program, const char* preloaded, Tier tier) {
  Setting setting;
  set_tier(setting, tier);
  if (preloaded != nullptr) setting.environment.push_back(std::string("LD_PRELOAD=") + preloaded);
  const ProbeRun work = measured({program, "work"}, setting);
  EXPECT_EQ(work.outcome.exit_code, 0) << work.outcome.standard_error.tail;
  EXPECT_EQ(work.outcome.standard_output.tail, "done\n");
  EXPECT_EQ(work.measurement.regions.size(), 1u);
  if (work.measurement.regions.empty()) return {};
  const ProbeRun nothing = measured({program, "nothing"}, setting);
  return {numbers_of(work.measurement.regions.front().metrics),
          numbers_of(work.measurement.metrics) - numbers_of(nothing.measurement.metrics)};
}

class OnTop : public testing::TestWithParam<Allocator> {};

void expect_same(const Counted& with, const Counted& without) {
  EXPECT_EQ(with.region, without.region);
  EXPECT_EQ(with.of_work, without.of_work);
  EXPECT_GT(without.region.allocations, 500);
  EXPECT_EQ(without.region.retained_bytes, 12345);  // what the program keeps, and nothing else
}

TEST_P(OnTop, PreloadedTheNumbersAreTheSame) {
  for (const Tier tier : kTiers)
    expect_same(counted_in(HIGHWATER_TEST_CXX, GetParam().library, tier),
                counted_in(HIGHWATER_TEST_CXX, nullptr, tier));
}

TEST_P(OnTop, LinkedDynamicallyTheNumbersAreTheSame) {
  for (const Tier tier : kTiers)
    expect_same(counted_in(GetParam().linked_program, nullptr, tier),
                counted_in(HIGHWATER_TEST_CXX, nullptr, tier));
}

// The comparison would say nothing of a library that was not loaded.
TEST_P(OnTop, TheAllocatorIsInCharge) {
  for (const std::vector<std::string>& environment :
       {std::vector<std::string>{std::string("LD_PRELOAD=") + GetParam().library},
        std::vector<std::string>{}}) {
    const bool is_preloaded = !environment.empty();
    std::vector<std::string> listing = environment;
    listing.push_back("LD_TRACE_LOADED_OBJECTS=1");
    const ProcessOutcome outcome =
        plain_run({is_preloaded ? HIGHWATER_TEST_CXX : GetParam().linked_program}, listing);
    EXPECT_THAT(outcome.standard_output.tail, testing::HasSubstr(GetParam().name));
  }
}

INSTANTIATE_TEST_SUITE_P(Debian, OnTop, testing::ValuesIn(kAllocators),
                         [](const testing::TestParamInfo<Allocator>& instance) {
                           return instance.param.name;
                         });

}  // namespace
}  // namespace highwater::e2e
