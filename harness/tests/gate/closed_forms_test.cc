// SPDX-License-Identifier: Apache-2.0
// The numbers of the real scenarios follow from what they do. `fact` is what a scenario says of itself
// (--describe), the arithmetic here is its own; the counting probe is asked, and probes_agree_test.cc says
// that massif agrees.
#include <gtest/gtest.h>

#include "tests/gate/testing/real_scenario.h"

namespace highwater {
namespace {

// The growing buffer's k-th capacity from c bytes: c -> 2c + 512, so that c(k) = 2^k (c + 512) - 512.
constexpr std::int64_t capacity(std::int64_t first, int k) {
  return (std::int64_t{1} << k) * (first + 512) - 512;
}

Metrics counted(const RealScenario& scenario) {
  return scenario.measure("counting").metrics;
}

// A buffer as large as the body is full when the body has come; the read that finds its end grows it to 2L +
// 512.
TEST(BatchDownload, PresizedRetainsTwiceTheBodiesAnd512BytesEach) {
  const RealScenario scenario("batch_download/presized");
  const Metrics metrics = counted(scenario);
  EXPECT_EQ(metrics.retained_bytes, 2 * scenario.fact("payload_bytes") + 512 * scenario.fact("images"));
  EXPECT_EQ(metrics.retained_blocks, scenario.fact("images"));
  EXPECT_GE(metrics.peak_bytes, scenario.fact("buffer_peak_bytes"));
}

// What recompressing the last picture needs comes on top of what is kept, and is the same for both.
TEST(BatchDownload, PresizedAndDoublingPeakEquallyAboveWhatTheyKeep) {
  const Metrics presized = counted(RealScenario("batch_download/presized"));
  const RealScenario scenario("batch_download/doubling");
  const Metrics doubling = counted(scenario);
  EXPECT_EQ(doubling.retained_bytes, scenario.fact("retained_bytes"));
  EXPECT_EQ(doubling.retained_blocks, scenario.fact("images"));
  EXPECT_EQ(doubling.peak_bytes - doubling.retained_bytes, presized.peak_bytes - presized.retained_bytes);
}

// At most 10 % of a body is wasted, and the peak is that of the trim of a large late picture: both buffers at
// once.
TEST(BatchDownload, TrimmedRetainsLittleMoreThanTheBodies) {
  const RealScenario scenario("batch_download/trimmed");
  const Metrics metrics = counted(scenario);
  const std::int64_t payload = scenario.fact("payload_bytes");
  EXPECT_EQ(metrics.retained_bytes, scenario.fact("retained_bytes"));
  EXPECT_GE(metrics.retained_bytes, payload);
  EXPECT_LE(metrics.retained_bytes, payload + payload / 10);
  EXPECT_EQ(metrics.retained_blocks, scenario.fact("images"));
  EXPECT_EQ(metrics.peak_bytes, scenario.fact("buffer_peak_bytes"));
}

TEST(BatchDownload, StreamedKeepsNothing) {
  const RealScenario scenario("batch_download/streamed");
  const Metrics metrics = counted(scenario);
  EXPECT_EQ(metrics.retained_bytes, 0);
  EXPECT_EQ(metrics.retained_blocks, 0);
  EXPECT_LT(metrics.peak_bytes, scenario.fact("largest_bytes")) << "not even one picture is held as a whole";
}

// From 512 bytes to the first capacity with 512 bytes free behind n = 2^26: c(17) = 512 (2^18 - 1) < 2^26 +
// 512 is false, c(16) = 512 (2^17 - 1) is too small by 1,024. The last two are live at once: 201,325,568.
TEST(LargeFileRead, ReadAllPeaksAtTheLastTwoCapacities) {
  const RealScenario scenario("large_file_read/read_all");
  const Metrics metrics = counted(scenario);
  ASSERT_EQ(scenario.fact("file_bytes"), 1 << 26);
  EXPECT_EQ(metrics.peak_bytes, capacity(512, 16) + capacity(512, 17));
  EXPECT_EQ(metrics.peak_bytes, 201325568);
  EXPECT_EQ(metrics.retained_bytes, capacity(512, 17));
  EXPECT_EQ(metrics.retained_blocks, 1);
  EXPECT_EQ(metrics.allocations, 18);
  // The sum of c(0) … c(17): 1024 (2^18 - 1) - 18 * 512.
  EXPECT_EQ(metrics.allocated_bytes, 1024 * ((1 << 18) - 1) - 18 * 512);
}

// libstdc++'s string doubles from 15 characters, one byte more for the terminator: 15 * 2^k + 1. The first
// that holds 2^26 is k = 23. The stream has a FILE and a buffer.
TEST(LargeFileRead, StringSlurpPeaksAtTheLastTwoStringsAndItsStream) {
  const RealScenario scenario("large_file_read/string_slurp");
  const Metrics metrics = counted(scenario);
  const std::int64_t last = 15 * (std::int64_t{1} << 23) + 1;
  const std::int64_t previous = 15 * (std::int64_t{1} << 22) + 1;
  EXPECT_EQ(metrics.peak_bytes, last + previous + scenario.fact("stream_bytes"));
  EXPECT_EQ(metrics.retained_bytes, last);
  EXPECT_EQ(metrics.retained_blocks, 1);
  EXPECT_EQ(metrics.allocations, 23 + 2);
  // The sum over k = 1 … 23 of 15 * 2^k + 1 is 15 (2^24 - 2) + 23.
  EXPECT_EQ(metrics.allocated_bytes, 15 * ((1 << 24) - 2) + 23 + scenario.fact("stream_bytes"));
}

TEST(LargeFileRead, LinesHoldsOneLineAndItsStream) {
  const RealScenario scenario("large_file_read/lines");
  const Metrics metrics = counted(scenario);
  EXPECT_EQ(metrics.peak_bytes, scenario.fact("longest_line") + 1 + scenario.fact("stream_bytes"));
  EXPECT_EQ(metrics.retained_bytes, 0);
  EXPECT_EQ(metrics.allocations, 3);
}

TEST(LargeFileRead, ChunksHoldsOneOf4096Bytes) {
  const Metrics metrics = counted(RealScenario("large_file_read/chunks"));
  EXPECT_EQ(metrics, (Metrics{4096, 0, 0, 4096, 1, std::nullopt}));
}

TEST(LargeFileRead, MappedAllocatesNothing) {
  const Metrics metrics = counted(RealScenario("large_file_read/mapped"));
  EXPECT_EQ(metrics, (Metrics{0, 0, 0, 0, 0, std::nullopt}));
}

TEST(CompressLoop, FreshAllocatesTheSameEveryIteration) {
  const RealScenario scenario("compress_loop/fresh");
  const Metrics metrics = counted(scenario);
  EXPECT_EQ(metrics.retained_bytes, 0);
  EXPECT_EQ(metrics.allocations % scenario.fact("iterations"), 0);
  EXPECT_EQ(metrics.allocated_bytes % scenario.fact("iterations"), 0);
}

// leaky is reused, except that it forgets the result buffer at the end of each iteration: one buffer an
// iteration is kept, and all but the last are replaced.
TEST(CompressLoop, LeakyIsReusedAndOneResultBufferAnIteration) {
  const Metrics reused = counted(RealScenario("compress_loop/reused"));
  EXPECT_EQ(reused.retained_bytes, 0);
  EXPECT_EQ(reused.retained_blocks, 0);
  const RealScenario scenario("compress_loop/leaky");
  const Metrics leaky = counted(scenario);
  const std::int64_t iterations = scenario.fact("iterations");
  const std::int64_t buffer = scenario.fact("result_buffer_bytes");
  EXPECT_EQ(leaky.retained_blocks, iterations);
  EXPECT_EQ(leaky.retained_bytes, iterations * buffer);
  EXPECT_EQ(leaky.peak_bytes, reused.peak_bytes + (iterations - 1) * buffer);
  EXPECT_EQ(leaky.allocated_bytes, reused.allocated_bytes + (iterations - 1) * buffer);
  EXPECT_EQ(leaky.allocations, reused.allocations + iterations - 1);
}

}  // namespace
}  // namespace highwater
