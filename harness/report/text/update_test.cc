// SPDX-License-Identifier: Apache-2.0
#include "report/text/update.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

GatedMetric gated(std::int64_t value) {
  return {.value = value, .tolerance = {.absolute = 1024, .relative = 0.01}, .limit = std::nullopt};
}

TEST(TextUpdate, NothingChangedSaysNothing) {
  EXPECT_EQ(render_acceptance("a/b", Acceptance{}, false), "");
}

TEST(TextUpdate, EveryChangeIsARow) {
  Acceptance acceptance;
  acceptance.changed = true;
  acceptance.changes = {{.probe = ProbeKind::kCounting,
                         .metric = Metric::kPeakBytes,
                         .before = gated(1000),
                         .after = gated(1500)},
                        {.probe = ProbeKind::kMassif,
                         .metric = Metric::kAllocations,
                         .before = std::nullopt,
                         .after = gated(7)}};
  EXPECT_EQ(render_acceptance("a/b", acceptance, false),
            "a/b\n"
            "  metric       probe       old    new   change        tolerance\n"
            "  peak_bytes   counting  1,000  1,500  +50.0 %  max(1,024, 1 %)\n"
            "  allocations  massif        -      7      new  max(1,024, 1 %)\n");
}

TEST(TextUpdate, ANumberAboveAHardLimitIsNotHiddenByTheUpdate) {
  Acceptance acceptance;
  acceptance.over_limit = {
      {.probe = ProbeKind::kCounting, .metric = Metric::kPeakBytes, .now = 2000, .limit = 1000}};
  EXPECT_EQ(render_acceptance("a/b", acceptance, false),
            "  peak_bytes (counting): 2,000 is above the hard limit of 1,000, so `check` will go on failing\n"
            "  hint: lower the number, or raise \"limit\" in the baseline by hand\n");
}

}  // namespace
}  // namespace highwater
