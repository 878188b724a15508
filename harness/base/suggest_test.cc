// SPDX-License-Identifier: Apache-2.0
#include "base/suggest.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

const std::vector<std::string> kNames = {"batch_download/trimmed", "batch_download/presized",
                                         "compress_loop/leaky"};

TEST(Suggest, FindsTheNearestName) {
  EXPECT_EQ(suggest("batch_download/trimed", kNames), "batch_download/trimmed");
  EXPECT_EQ(suggest("compres_loop/leeky", kNames), "compress_loop/leaky");
}

TEST(Suggest, HasNothingToSayToAnUnrelatedName) {
  EXPECT_EQ(suggest("x", kNames), std::nullopt);
  EXPECT_EQ(suggest("quicksort", kNames), std::nullopt);
  EXPECT_EQ(suggest("anything", {}), std::nullopt);
}

TEST(Suggest, OneLetterOfAShortNameMayDiffer) {
  EXPECT_EQ(suggest("rum", {"check", "run"}), "run");
}

TEST(Suggest, TwoSwappedLettersAreOneSlip) {
  EXPECT_EQ(suggest("chekc", {"run", "check"}), "check");
  EXPECT_EQ(suggest("urn", {"check", "run"}), "run");
}

}  // namespace
}  // namespace highwater
