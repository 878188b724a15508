// SPDX-License-Identifier: Apache-2.0
// What `go tool pprof` finds in an exported profile besides its tables: modules, inlined lines, sample types.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/export/testing/workshop.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

class PprofRaw : public testing::Test {
 protected:
  std::string raw(const std::string& result) {
    return workshop_.pprof("-raw -symbolize=none " + workshop_.profile_of(result));
  }
  Workshop workshop_;
};

TEST_F(PprofRaw, HasTheModulesWithTheirBuildIdsTheProgramFirst) {
  const std::string result = workshop_.measure("real.json", 1);
  const std::string text = raw(result);
  EXPECT_THAT(text, ContainsRegex("\nMappings\n1: 0x100000000/0x200000000/0x0 [^ ]*/highwater_export_fixture "
                                  "[0-9a-f]+ \\[FN\\]\\[FL\\]\\[LN\\]\\[IN\\]\n"));
  std::size_t with_build_id = 0;
  for (const ModuleResult& module : workshop_.load(result).modules) {
    const std::size_t at = text.find(" " + module.path + " " + module.build_id + " [FN]");
    if (at != std::string::npos && !module.build_id.empty()) ++with_build_id;
  }
  EXPECT_GE(with_build_id, 2u) << text;
}

TEST_F(PprofRaw, HasInlinedFunctionsInnermostFirst) {
  EXPECT_THAT(
      raw(workshop_.measure("real.json", 1)),
      ContainsRegex(" M=1 shop::buffer_of\\(unsigned long\\) [^ ]*/fixtures/program\\.cc:[0-9]+ s=0\\(\\)\n"
                    " +shop::lose\\(unsigned long\\) [^ ]*/fixtures/program\\.cc:[0-9]+ s=0"));
}

TEST_F(PprofRaw, HasSixSampleTypesAndThePeakByDefault) {
  const std::string text = raw(workshop_.measure("real.json", 1));
  EXPECT_THAT(text, HasSubstr("\nSamples:\nalloc_objects/count alloc_space/bytes inuse_objects/count "
                              "inuse_space/bytes peak_objects/count peak_space/bytes[dflt]\n"));
  EXPECT_THAT(text, HasSubstr("PeriodType: space bytes\nPeriod: 1\n"));
}

// Every site is a sample, with its six numbers, and they add up to the metrics.
TEST_F(PprofRaw, SamplesAddUpToTheMetrics) {
  const std::string result = workshop_.measure("real.json", 2);
  std::istringstream text(raw(result));
  std::string line;
  while (std::getline(text, line) && line.rfind("alloc_objects/", 0) != 0) continue;
  std::int64_t sums[6] = {};
  while (std::getline(text, line) && line != "Locations") {
    std::istringstream numbers(line);
    for (std::int64_t& sum : sums) {
      std::int64_t number = 0;
      ASSERT_TRUE(numbers >> number) << line;
      sum += number;
    }
  }
  const Metrics metrics = workshop_.load(result).metrics;
  EXPECT_EQ(sums[0], metrics.allocations);
  EXPECT_EQ(sums[1], metrics.allocated_bytes);
  EXPECT_EQ(sums[2], metrics.retained_blocks);
  EXPECT_EQ(sums[3], metrics.retained_bytes);
  EXPECT_EQ(sums[5], metrics.peak_bytes);
}

TEST_F(PprofRaw, ACommentSaysWhereTheProfileIsFrom) {
  const std::string result = workshop_.measure("real.json", 1);
  EXPECT_THAT(workshop_.pprof("-comments " + workshop_.profile_of(result, "load")),
              ContainsRegex("^highwater: .*/highwater_export_fixture 1 \\(counting probe\\), region load"));
}

TEST_F(PprofRaw, TheSameResultGivesTheSameBytes) {
  const std::string result = workshop_.measure("real.json", 1);
  Project& project = workshop_.project();
  const std::string first = project.text(project.path(workshop_.profile_of(result)));
  EXPECT_EQ(first, workshop_.highwater("export " + result + " --format pprof"));
  // Byte 4 to 7 of gzip's header are the time.
  EXPECT_THAT(first, StartsWith(std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00", 8)));
}

}  // namespace
}  // namespace highwater
