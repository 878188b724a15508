// SPDX-License-Identifier: Apache-2.0
#include "base/exit_status.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(ExitStatus, MixedOutcomesRankInTheDocumentedOrder) {
  const ExitStatus order[] = {ExitStatus::kInterrupted, ExitStatus::kUsage,    ExitStatus::kScenario,
                              ExitStatus::kProbe,       ExitStatus::kBaseline, ExitStatus::kRegression,
                              ExitStatus::kImprovement, ExitStatus::kOk};
  for (std::size_t i = 0; i < std::size(order); ++i) {
    for (std::size_t j = i; j < std::size(order); ++j) {
      EXPECT_EQ(worst(order[i], order[j]), order[i]);
      EXPECT_EQ(worst(order[j], order[i]), order[i]);
    }
  }
}

TEST(ExitStatus, CodesAreTheContract) {
  EXPECT_EQ(static_cast<int>(ExitStatus::kRegression), 1);
  EXPECT_EQ(static_cast<int>(ExitStatus::kUsage), 2);
  EXPECT_EQ(static_cast<int>(ExitStatus::kScenario), 3);
  EXPECT_EQ(static_cast<int>(ExitStatus::kBaseline), 4);
  EXPECT_EQ(static_cast<int>(ExitStatus::kProbe), 5);
  EXPECT_EQ(static_cast<int>(ExitStatus::kImprovement), 6);
}

}  // namespace
}  // namespace highwater
