// SPDX-License-Identifier: Apache-2.0
// Measures every test, prints its numbers and hands them to GoogleTest's own reports. Each test is also a
// region of its name, so that they are in the results of Highwater.
//
// Where it stands decides what counts: it is the last listener to hear of a test's start and the first to
// hear of its end, so that what others allocate for their reports is not the test's. The fixture's object and
// the flags that GoogleTest saves with it are.
#include <gtest/gtest.h>
#include <highwater/highwater.h>

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <string>

#include "adapters/gtest/reason.h"

// The counting library linked beside this counts without a harness too, and records call sites
// (counting/runtime.cc).
extern "C" __attribute__((visibility("hidden"))) const char highwater_counts_itself_with_sites;
extern "C" const char highwater_counts_itself_with_sites = 1;

namespace highwater::adapter {
namespace {

// A process has room for 128 names of regions, and the program may have some of its own.
constexpr int kMostRegions = 100;
// Names of regions are this long at most, with the zero at their end.
constexpr std::size_t kNameBytes = 64;
using RegionName = char[kNameBytes];

// 64-bit FNV-1a: tells names apart that begin alike, and is the same in every run.
std::uint64_t hash_of(const char* text, std::uint64_t hash = 0xcbf29ce484222325) {
  for (; *text != '\0'; ++text) hash = (hash ^ static_cast<unsigned char>(*text)) * 0x100000001b3;
  return hash;
}

// "Suite.Case". A long one ends in a hash, because cutting it could make one region of two tests. Nothing is
// allocated: it would be freed inside the region.
void name_region(const testing::TestInfo& test, RegionName& name) {
  const int length = std::snprintf(name, sizeof name, "%s.%s", test.test_suite_name(), test.name());
  if (length < static_cast<int>(sizeof name)) return;
  constexpr std::size_t kHashBytes = 10;  // "~", eight digits, the zero
  const std::uint64_t hash = hash_of(test.name(), hash_of(test.test_suite_name()));
  std::snprintf(name + kNameBytes - kHashBytes, kHashBytes, "~%08" PRIx32,
                static_cast<std::uint32_t>(hash >> 32));
}

void record(const char* name, std::int64_t value) {
  testing::Test::RecordProperty(name, std::to_string(value));
}

class Listener : public testing::EmptyTestEventListener {
 public:
  void OnTestIterationStart(const testing::UnitTest& tests, int) override {
    has_regions_ = tests.test_to_run_count() <= kMostRegions;
    if (has_regions_ || is_brief()) return;
    std::printf("[   MEMORY ] more than %d tests: none is a region, so the result has only the process\n",
                kMostRegions);
  }

  void OnTestStart(const testing::TestInfo& test) override {
    RegionName name;
    name_region(test, name);
    region_ = has_regions_ ? highwater_region_begin(name) : -1;
    scope_ = highwater_scope_begin();
  }

  void OnTestEnd(const testing::TestInfo& test) override {
    highwater_numbers numbers{};
    const int result = scope_ < 0 ? scope_ : highwater_scope_read(scope_, &numbers);
    highwater_region_end(region_);
    highwater_scope_end(scope_);
    if (result != HIGHWATER_OK) return complain(result);
    report(test, numbers);
  }

 private:
  static bool is_brief() { return testing::GTEST_FLAG(brief); }

  void complain(int result) {
    if (has_complained_ || is_brief()) return;
    has_complained_ = true;
    std::printf("[   MEMORY ] no numbers: %s\n", reason_for(result).c_str());
  }

  static void report(const testing::TestInfo& test, const highwater_numbers& numbers) {
    record("peak_bytes", numbers.peak_bytes);
    record("retained_bytes", numbers.live_bytes);
    record("retained_blocks", numbers.live_blocks);
    record("allocated_bytes", numbers.allocated_bytes);
    record("allocations", numbers.allocations);
    if (is_brief()) return;
    std::printf("[   MEMORY ] %s.%s: peak %" PRId64 " bytes, retained %" PRId64 " bytes in %" PRId64
                " blocks, %" PRId64 " allocations of %" PRId64 " bytes",
                test.test_suite_name(), test.name(), numbers.peak_bytes, numbers.live_bytes,
                numbers.live_blocks, numbers.allocations, numbers.allocated_bytes);
    if (numbers.peak_uncertainty_bytes > 0)
      std::printf(" (the peak may be %" PRId64 " bytes too high: threads)", numbers.peak_uncertainty_bytes);
    std::printf("\n");
    std::fflush(stdout);
  }

  int region_ = -1;
  int scope_ = -1;
  bool has_regions_ = true;
  bool has_complained_ = false;
};

// Before main(), so before InitGoogleTest() has chosen a printer, which then is the first in the list all the
// same.
const bool kIsRegistered = [] {
  testing::UnitTest::GetInstance()->listeners().Append(new Listener);
  return true;
}();

}  // namespace
}  // namespace highwater::adapter
