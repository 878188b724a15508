// SPDX-License-Identifier: Apache-2.0
// What ci/fuzz gives libFuzzer, for which a script stands in.
#include <gtest/gtest.h>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

class FuzzScript : public testing::Test {
 protected:
  FuzzScript() {
    project_.write("harness/fuzz/corpus/fake/seed.txt", "seed");
    // Says what it was given, then comes to an input of its own in the first folder.
    project_.write("build/asan/harness/fuzz/highwater_fuzz_fake", R"(#!/bin/sh
echo "$@" >given
for word; do [ ! -d "$word" ] || ls "$word"; done >inputs
for word; do [ ! -d "$word" ] || { echo more >"$word/grown"; break; }; done
echo "#1 NEW cov: 7 ft: 9"
echo "stat::number_of_executed_units: 5"
)");
    EXPECT_THAT(project_.shell("chmod +x build/asan/harness/fuzz/highwater_fuzz_fake && mkdir ci && "
                               "cp " HIGHWATER_TEST_ROOT "/ci/fuzz ci/fuzz"),
                Succeeds());
  }

  // What the second run is given after a first that has come to something.
  void run_twice() {
    const Ran ran = project_.shell("ci/fuzz --one 1 fake && ci/fuzz --one 1 fake");
    EXPECT_THAT(ran, Succeeds());
    EXPECT_THAT(ran.out, HasSubstr("5 inputs,      7 edges, no finding"));
  }

  Project project_;
};

TEST_F(FuzzScript, GoesOnFromWhatEarlierRunsHaveComeTo) {
  run_twice();
  EXPECT_EQ(project_.text(project_.path("inputs")), "grown\nseed.txt\n");
  EXPECT_THAT(project_.text(project_.path("given")), Not(HasSubstr("-reload=0")));
}

TEST_F(FuzzScript, FromASeedEveryRunBeginsTheSame) {
  project_.variable("HIGHWATER_FUZZ_SEED", "1");
  run_twice();
  EXPECT_EQ(project_.text(project_.path("inputs")), "seed.txt\n");
  EXPECT_THAT(project_.text(project_.path("given")), HasSubstr("-seed=1 "));
  EXPECT_THAT(project_.text(project_.path("given")), HasSubstr(" -reload=0 "));
}

}  // namespace
}  // namespace highwater
