// SPDX-License-Identifier: Apache-2.0
// ci/review, as a CI server runs it on a pull request.
#include <gtest/gtest.h>

#include "tests/trend/testing/repository.h"

namespace highwater {
namespace {

using testing::HasSubstr;

class CiReview : public testing::Test {
 protected:
  CiReview() {
    project_.write("ci/review", project_.text(std::string(HIGHWATER_TEST_ROOT) + "/ci/review"));
    repository_.accept(100000, "first numbers");
    EXPECT_THAT(repository_.git("tag base"), Succeeds());
  }
  Ran review(const std::string& arguments = "") {
    return project_.shell("HIGHWATER_COMMAND=\"$HIGHWATER\" sh ci/review " + arguments);
  }
  Repository repository_;
  Project& project_ = repository_.project();
};

TEST_F(CiReview, ItsExitCodeIsTheReviews) {
  repository_.accept(110000, "more");
  EXPECT_THAT(review("base"), Says(ExitStatus::kOk, "1 baseline changed"));
  repository_.accept(120000, "first numbers");
  EXPECT_THAT(review("base"),
              Says(ExitStatus::kRegression, "the reason is still that of the numbers before"));
}

TEST_F(CiReview, TheBaseIsThatOfThePullRequest) {
  repository_.accept(110000, "more");
  EXPECT_THAT(review(), Fails(ExitStatus::kUsage, "this is no pull request", "ci/review origin/main"));
  project_.variable("CI_MERGE_REQUEST_DIFF_BASE_SHA", repository_.git("rev-parse base").out.substr(0, 40));
  EXPECT_THAT(review(), Says(ExitStatus::kOk, "1 baseline changed"));
  project_.variable("GITHUB_BASE_REF", "main");
  EXPECT_THAT(review(), Says(ExitStatus::kUsage, "no such revision: origin/main")) << "not fetched";
}

TEST_F(CiReview, TheSummaryOfAJobIsTheMarkdown) {
  repository_.accept(110000, "more");
  project_.variable("GITHUB_STEP_SUMMARY", project_.path("summary"));
  EXPECT_THAT(review("base"), Says(ExitStatus::kOk, "1 baseline changed"));
  EXPECT_THAT(project_.text(project_.path("summary")), HasSubstr("## Memory baselines: 1 baseline changed"));
}

}  // namespace
}  // namespace highwater
