// SPDX-License-Identifier: Apache-2.0
#include "report/export/bencher.h"

#include <gtest/gtest.h>

#include "base/error_printer.h"
#include "report/testing/made_result.h"

namespace highwater {
namespace {

NamedMeasurement example() {
  NamedMeasurement result{"a.json", made_result({made_site(7, {"f"})})};
  result.measurement.scenario = "shop/small";
  return result;
}

std::string rendered(const NamedMeasurement& result) {
  const std::vector<NamedMeasurement> results = {result};
  return render_bencher(*tracked_parts(results, std::nullopt)).value();
}

TEST(Bencher, ABenchmarkHasItsMeasures) {
  NamedMeasurement result = example();
  result.measurement.exact = false;
  result.measurement.peak_upper_bytes = 9;
  EXPECT_EQ(rendered(result), R"text({
  "shop/small (counting)": {
    "peak_bytes": {
      "value": 7,
      "lower_value": 5
    },
    "retained_bytes": {
      "value": 7
    },
    "retained_blocks": {
      "value": 1
    },
    "allocated_bytes": {
      "value": 7
    },
    "allocations": {
      "value": 1
    }
  }
}
)text");
}

TEST(Bencher, ACommandIsItsOwnName) {
  NamedMeasurement result = example();
  result.measurement.scenario = "";
  result.measurement.command = {"./app", "\"x\""};
  EXPECT_EQ(rendered(result).substr(0, 31), "{\n  \"./app \\\"x\\\" (counting)\": {");
}

TEST(Bencher, AnEmptyListIsAnObject) {
  EXPECT_EQ(render_bencher({}).value(), "{}\n");
}

TEST(Bencher, WhatBencherRefusesIsAnError) {
  NamedMeasurement result = example();
  result.measurement.scenario = std::string(1100, 'x');
  std::vector<NamedMeasurement> results = {result};
  EXPECT_EQ(
      render_bencher(*tracked_parts(results, std::nullopt)).error(),
      (Error{ExitStatus::kUsage, "a.json: its name would be longer than 1024 bytes, which Bencher refuses",
             "measure it as a scenario, with a name of its own"}));
  results = {example(), example()};
  EXPECT_EQ(render_bencher(*tracked_parts(results, std::nullopt)).error().what,
            "a.json: shop/small (counting) is also in it a second time");
}

}  // namespace
}  // namespace highwater
