// SPDX-License-Identifier: Apache-2.0
// Stacks while a lock of the loader is held (E62) and while exceptions are in flight (E64), of libraries that
// come and go (E65), deep ones (E68), of files that are not where they were (E69), and a million of them
// (E70).
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <numeric>

#include "base/file.h"
#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;

Measurement with_sites(const std::vector<std::string>& command) {
  Setting setting;
  setting.sites = Sites::kOn;
  const ProbeRun run = measured(command, setting);
  EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
  EXPECT_EQ(numbers_of(Tier::kSites, run.measurement), numbers_of(run.measurement.metrics));
  return run.measurement;
}

// Allocated by sites whose leaf is `function`: bytes and count.
std::pair<std::int64_t, std::int64_t> allocated_by(const Measurement& measurement,
                                                   const std::string& function) {
  std::pair<std::int64_t, std::int64_t> sum{0, 0};
  for (const SiteResult& site : measurement.sites) {
    if (site.frames.empty() || site.frames.front()->function != function) continue;
    sum.first += site.allocated_bytes;
    sum.second += site.allocations;
  }
  return sum;
}

Measurement in_tier(Tier tier, const std::vector<std::string>& command) {
  Setting setting;
  set_tier(setting, tier);
  const ProbeRun run = measured(command, setting);
  EXPECT_FALSE(run.outcome.timed_out) << name_of(tier);
  EXPECT_EQ(run.outcome.exit_code, 0) << name_of(tier) << run.outcome.standard_error.tail;
  return run.measurement;
}

bool is_in_stacks(const std::string& function, const Measurement& measurement) {
  for (const SiteResult& site : measurement.sites)
    for (const FrameRef& frame : site.frames)
      if (frame->function.find(function) != std::string::npos) return true;
  return false;
}

// Each is held by a thread that waits for the one that allocates: who asked for it would wait for ever.
TEST(E62, StacksNeedNoLockOfTheLoader) {
  for (const Tier tier : kTiers) {
    const Measurement opening = in_tier(tier, {HIGHWATER_TEST_WAITING_PLUGIN_HOST});
    const Measurement iterating = in_tier(tier, {HIGHWATER_TEST_STACKS, "iterating"});
    EXPECT_GE(numbers_of(tier, iterating).retained_bytes, 500) << name_of(tier);
    EXPECT_EQ(is_in_stacks("use_new", opening), tier != Tier::kCounters) << name_of(tier);
    EXPECT_EQ(is_in_stacks("allocate_meanwhile", iterating), tier != Tier::kCounters) << name_of(tier);
  }
}

// 50 rounds: 21 times 300 bytes in destructors, 16 kept.
TEST(E64, AllocationsDuringUnwindingAreCountedAndNamed) {
  const Measurement measurement = with_sites({HIGHWATER_TEST_FLIGHTS});
  EXPECT_EQ(numbers_of(measurement.metrics), counted({HIGHWATER_TEST_FLIGHTS}));
  std::int64_t in_destructors = 0;
  std::int64_t kept = 0;
  for (const SiteResult& site : measurement.sites)
    for (const FrameRef& frame : site.frames) {
      if (frame->function.find("~AllocatesAtItsEnd") != std::string::npos) {
        in_destructors += site.allocated_bytes;
        break;
      }
      if (frame->function.find("rethrows") != std::string::npos) kept += site.retained_bytes;
    }
  EXPECT_EQ(in_destructors, 50 * 21 * 300);
  EXPECT_EQ(kept, 50 * 16);
}

// At one address they were: the program checks that.
TEST(E65, LibrariesThatComeAndGoAtOneAddressAreToldApart) {
  const Measurement measurement = with_sites({HIGHWATER_TEST_STACKS, "unloaded"});
  EXPECT_EQ(allocated_by(measurement, "alpha"), std::make_pair(std::int64_t{500L * 111}, std::int64_t{500}));
  EXPECT_EQ(allocated_by(measurement, "omega"), std::make_pair(std::int64_t{500L * 222}, std::int64_t{500}));
}

// The innermost frames of stacks of 1,000 to 50,000; all are cut at one length, and so are one site but those
// that differ there.
TEST(E68, AStackOfFiftyThousandFramesIsCutVisibly) {
  const Measurement measurement = with_sites({HIGHWATER_TEST_STACKS, "deep"});
  EXPECT_EQ(measurement.metrics.retained_bytes, 50L * 1000);
  EXPECT_EQ(allocated_by(measurement, "dive"), std::make_pair(std::int64_t{50L * 1000}, std::int64_t{50}));
  for (const SiteResult& site : measurement.sites) {
    EXPECT_LE(site.frames.size(), 257u);
    if (site.frames.size() > 200) EXPECT_EQ(site.frames.back()->function, "[truncated]");
  }
}

class Elsewhere : public testing::Test {
 protected:
  std::string copy(const std::string& program, const std::string& name) {
    std::filesystem::create_directories(folder_.path() + "/a folder: (with) all");
    std::string path = folder_.path() + "/a folder: (with) all/" + name;
    std::filesystem::copy_file(program, path);
    return path;
  }

 private:
  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-edges");
};

class E69 : public Elsewhere {};

TEST_F(E69, AProgramWhosePathHasSpacesAndColonsIsNamed) {
  const std::string program = copy(HIGHWATER_TEST_SITES, "the program; rm -rf\n\xff");
  const Measurement measurement = with_sites({program, "shapes"});
  int named = 0;
  for (const SiteResult& site : measurement.sites) {
    if (site.frames.empty() || site.frames.front()->function.find("leaf") == std::string::npos) continue;
    ++named;
    EXPECT_EQ(site.frames.front()->module, program);
    EXPECT_THAT(site.frames.front()->file, EndsWith("sites.cc"));
  }
  EXPECT_EQ(named, 3);
}

TEST_F(E69, AProgramThatRemovedItsFileKeepsItsNumbersAndPlaces) {
  const Measurement measurement = with_sites({copy(HIGHWATER_TEST_STACKS, "gone"), "deleted"});
  ASSERT_EQ(measurement.sites.size(), 1u);
  EXPECT_EQ(measurement.sites.front().retained_bytes, 3000);
  ASSERT_FALSE(measurement.sites.front().frames.empty());
  EXPECT_THAT(measurement.sites.front().frames.front()->module, HasSubstr("gone"));
  EXPECT_NE(measurement.sites.front().frames.front()->offset, 0u);
}

// 16 bytes from each of 2^`bits` stacks of `bits` + `frames` frames and a few of libc's: more than there is
// room for. What has none is in one row, and the result says so.
Measurement of_too_many(int bits, int frames) {
  Measurement measurement =
      with_sites({HIGHWATER_TEST_STACKS, "many", std::to_string(bits), std::to_string(frames)});
  const std::int64_t stacks = std::int64_t{1} << bits;
  EXPECT_EQ(numbers_of(measurement.metrics), (Numbers{.allocations = stacks,
                                                      .allocated_bytes = 16 * stacks,
                                                      .peak_bytes = 16 * stacks,
                                                      .retained_bytes = 16 * stacks,
                                                      .retained_blocks = stacks}));
  EXPECT_THAT(measurement.warnings, Contains(HasSubstr("the rest is [unattributed]")));
  const auto named = static_cast<std::int64_t>(measurement.sites.size()) - 1;
  EXPECT_EQ(allocated_by(measurement, kUnattributedFrame).second, stacks - named);
  return measurement;
}

// There is room for 261,887 sites.
TEST(E70, OfAMillionStacksTheNumbersAddUp) {
  const Measurement measurement = of_too_many(20, 0);
  RecordProperty("sites", static_cast<int>(measurement.sites.size()));
  EXPECT_GT(measurement.sites.size(), 200000u);
}

// There is room for 8 Mi frames: for some 40,000 of these stacks.
TEST(E70, OfMoreFramesThanThereIsRoomForTheNumbersAddUp) {
  EXPECT_LT(of_too_many(16, 190).sites.size(), 50000u);
}

}  // namespace
}  // namespace highwater::e2e
