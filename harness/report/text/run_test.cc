// SPDX-License-Identifier: Apache-2.0
#include "report/text/run.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

Metrics metrics() {
  return {.peak_bytes = 1536,
          .retained_bytes = 16,
          .retained_blocks = 1,
          .allocated_bytes = 4096,
          .allocations = 1200,
          .peak_rss_bytes = std::nullopt};
}

TEST(TextRun, ShowsEveryMetricExactlyAndReadably) {
  Measurement measurement;
  measurement.command = {"app", "-x"};
  measurement.metrics = metrics();
  measurement.metrics.peak_rss_bytes = 2048;
  EXPECT_EQ(render_run(measurement, false),
            "highwater: app -x (counting)\n"
            "  process  peak       1.50 KiB  1,536 bytes\n"
            "           retained       16 B  16 bytes in 1 blocks\n"
            "           allocated  4.00 KiB  4,096 bytes in 1,200 allocations\n"
            "           peak RSS   2.00 KiB  2,048 bytes\n");
}

TEST(TextRun, ShowsRegionsAndHowSureThePeakIs) {
  Measurement measurement;
  measurement.command = {"app"};
  measurement.metrics = metrics();
  measurement.regions.push_back({.name = "loop",
                                 .metrics = metrics(),
                                 .iterations = 20,
                                 .exact = false,
                                 .peak_upper_bytes = 1600,
                                 .sites = {}});
  measurement.warnings = {"a\033b"};
  EXPECT_EQ(render_run(measurement, false),
            "highwater: app (counting)\n"
            "  process      peak        1.50 KiB  1,536 bytes\n"
            "               retained        16 B  16 bytes in 1 blocks\n"
            "               allocated   4.00 KiB  4,096 bytes in 1,200 allocations\n"
            "  region loop  peak        1.50 KiB  1,536 bytes, at most 64 B too high (threads)\n"
            "               retained        16 B  16 bytes in 1 blocks\n"
            "               allocated   4.00 KiB  4,096 bytes in 1,200 allocations\n"
            "               iterations        20\n"
            "  note: a\\x1bb\n");
}

TEST(TextRun, ShowsChildrenAndThePeakOfAllTogether) {
  Measurement measurement;
  measurement.command = {"app"};
  measurement.metrics = metrics();
  measurement.children = {{12, "sort", metrics()}, {13, "", metrics()}};
  measurement.tree_peak_bytes = 4096;
  EXPECT_EQ(render_run(measurement, false),
            "highwater: app (counting)\n"
            "  process          peak       1.50 KiB  1,536 bytes\n"
            "                   retained       16 B  16 bytes in 1 blocks\n"
            "                   allocated  4.00 KiB  4,096 bytes in 1,200 allocations\n"
            "  child 12 (sort)  peak       1.50 KiB  1,536 bytes\n"
            "                   retained       16 B  16 bytes in 1 blocks\n"
            "                   allocated  4.00 KiB  4,096 bytes in 1,200 allocations\n"
            "  child 13         peak       1.50 KiB  1,536 bytes\n"
            "                   retained       16 B  16 bytes in 1 blocks\n"
            "                   allocated  4.00 KiB  4,096 bytes in 1,200 allocations\n"
            "  all together     peak       4.00 KiB  4,096 bytes\n");
  measurement.tree_peak_uncertainty_bytes = 1000;
  EXPECT_NE(render_run(measurement, false).find("4,096 bytes, at most 1,000 B too high\n"),
            std::string::npos);
}

}  // namespace
}  // namespace highwater
