// SPDX-License-Identifier: Apache-2.0
#include "serve/process_status.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <ctime>

namespace highwater {
namespace {

TEST(ProcessStatusTest, IsReadFromTheKernelsLine) {
  // utime 150 and stime 50 of 100 a second are 2 s; 25,600 pages of 4096 are 100 MiB.
  const std::optional<ProcessStatus> status = parse_process_stat(
      "7 (a ) S b) S 1 7 7 0 -1 4194304 10 0 0 0 150 50 0 0 20 0 5 0 12300 209715200 25600 184", 100, 4096);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->cpu_seconds, 2);
  EXPECT_EQ(status->start_time_seconds, 123);
  EXPECT_EQ(status->virtual_bytes, 209'715'200);
  EXPECT_EQ(status->resident_bytes, 104'857'600);
  EXPECT_EQ(status->threads, 5);
}

TEST(ProcessStatusTest, OfThisProcessIsPlausible) {
  const std::optional<ProcessStatus> status = status_of(::getpid());
  ASSERT_TRUE(status);
  EXPECT_GT(status->resident_bytes, 1'000'000);
  EXPECT_GE(status->open_files, 3);
  EXPECT_NEAR(status->start_time_seconds, static_cast<double>(std::time(nullptr)), 600);
}

TEST(ProcessStatusTest, OfNoProcessIsNone) {
  EXPECT_FALSE(status_of(0x7fffffff));
  EXPECT_FALSE(parse_process_stat("", 100, 4096));
  EXPECT_FALSE(parse_process_stat("7 (a) S 1 2", 100, 4096));
}

}  // namespace
}  // namespace highwater
