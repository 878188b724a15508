// SPDX-License-Identifier: Apache-2.0
#include "report/export/action_benchmark.h"

#include <gtest/gtest.h>

#include "report/testing/made_result.h"

namespace highwater {
namespace {

TEST(ActionBenchmark, AMetricIsAnEntry) {
  NamedMeasurement result{"a.json", made_result({made_site(7, {"f"})})};
  result.measurement.scenario = "shop/small";
  result.measurement.exact = false;
  result.measurement.peak_upper_bytes = 9;
  result.measurement.context.revision = "abc";
  const std::vector<NamedMeasurement> results = {result};
  const std::string text = render_action_benchmark(*tracked_parts(results, std::nullopt)).value();
  EXPECT_EQ(text.substr(0, text.find("  },") + 4), R"([
  {
    "name": "shop/small (counting) peak_bytes",
    "unit": "bytes",
    "value": 7,
    "range": "-2",
    "extra": "revision: abc"
  },)");
  EXPECT_NE(text.find("\"unit\": \"blocks\""), std::string::npos);
  EXPECT_NE(text.find("\"unit\": \"allocations\""), std::string::npos);
}

TEST(ActionBenchmark, AnEmptyListIsAnArray) {
  EXPECT_EQ(render_action_benchmark({}).value(), "[]\n");
}

TEST(ActionBenchmark, TheSameTwiceIsAnError) {
  const NamedMeasurement result{"a.json", made_result({})};
  const std::vector<NamedMeasurement> results = {result, result};
  EXPECT_EQ(render_action_benchmark(*tracked_parts(results, std::nullopt)).error().what,
            "a.json: ./app (counting) is also in it a second time");
}

}  // namespace
}  // namespace highwater
