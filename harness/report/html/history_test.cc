// SPDX-License-Identifier: Apache-2.0
#include "report/html/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/trend_example.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HtmlHistory, SaysTheSumAndDrawsWhatChanged) {
  const std::string html = html_history(trend_of(example_request()));
  EXPECT_THAT(html, HasSubstr("<h3>History of the baseline</h3>"));
  EXPECT_THAT(html, HasSubstr("peak +12 % in 2 accepted changes"));
  EXPECT_THAT(html, HasSubstr("<figure><figcaption>peak_bytes</figcaption><svg class=\"trend-chart\""));
  EXPECT_THAT(html, Not(HasSubstr("<figcaption>allocations"))) << "it has never changed";
}

TEST(HtmlHistory, WithoutAHistoryThereIsNothing) {
  EXPECT_EQ(html_history(ScenarioTrend{}), "");
}

}  // namespace
}  // namespace highwater
