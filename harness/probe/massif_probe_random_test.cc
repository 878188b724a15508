// SPDX-License-Identifier: Apache-2.0
// Arbitrary heaps under the real Valgrind, against the books that the program itself keeps
// (testing/massif_fixture_random.cc): every number to the byte, and the true peak inside the interval.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "probe/testing/massif_probe_fixture.h"

namespace highwater {

void PrintTo(const Metrics& metrics, std::ostream* stream);

namespace {

struct Workload {
  int seed;
  int events;  // at most this many between two region boundaries
};

class MassifRandom : public MassifProbeTest, public testing::WithParamInterface<Workload> {
 protected:
  static std::map<std::string, Metrics> books_of(const std::string& output) {
    std::map<std::string, Metrics> books;
    std::istringstream lines(output);
    std::string name;
    Metrics truth;
    while (lines >> name >> truth.peak_bytes >> truth.retained_bytes >> truth.retained_blocks >>
           truth.allocated_bytes >> truth.allocations)
      books[name] = truth;
    return books;
  }

  static void expect_true(const std::string& name, Metrics truth, const Metrics& measured, bool exact,
                          std::int64_t upper) {
    SCOPED_TRACE(name);
    EXPECT_LE(measured.peak_bytes, truth.peak_bytes);
    EXPECT_GE(upper, truth.peak_bytes);
    EXPECT_EQ(exact, measured.peak_bytes == upper);
    truth.peak_bytes = measured.peak_bytes;
    EXPECT_EQ(measured, truth);
  }
};

TEST_P(MassifRandom, EveryNumberIsTrue) {
  ProbeRequest random = request("random");
  random.command.push_back(std::to_string(GetParam().seed));
  random.command.push_back(std::to_string(GetParam().events));
  const Expected<ProbeRun> result = probe_.run(random);
  ASSERT_TRUE(result) << result.error().what;
  const Measurement& measurement = result->measurement;
  const std::map<std::string, Metrics> books = books_of(result->outcome.standard_output.tail);
  ASSERT_EQ(books.size(), 3u);
  expect_true("process", books.at("process"), measurement.metrics, measurement.exact,
              measurement.peak_upper_bytes);
  ASSERT_EQ(measurement.regions.size(), 2u);
  for (const RegionResult& region : measurement.regions)
    expect_true(region.name, books.at(region.name), region.metrics, region.exact, region.peak_upper_bytes);
}

// With few events massif keeps a snapshot of each, and the peak is exact; with many it is an interval.
INSTANTIATE_TEST_SUITE_P(Workloads, MassifRandom,
                         testing::Values(Workload{1, 20}, Workload{2, 20}, Workload{3, 150},
                                         Workload{4, 1000}, Workload{5, 1000}, Workload{6, 5000}),
                         [](const testing::TestParamInfo<Workload>& workload) {
                           return "Seed" + std::to_string(workload.param.seed) + "Events" +
                                  std::to_string(workload.param.events);
                         });

}  // namespace
}  // namespace highwater
