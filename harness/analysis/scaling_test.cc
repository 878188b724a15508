// SPDX-License-Identifier: Apache-2.0
#include "analysis/scaling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace highwater {
namespace {

constexpr std::int64_t kMega = 1 << 20;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

ScalingFit fit(const std::vector<ScalingPoint>& points) {
  const Expected<ScalingFit> fitted = fit_scaling(points);
  EXPECT_TRUE(fitted) << (fitted ? "" : fitted.error().what);
  return fitted.value_or(ScalingFit{});
}

std::vector<ScalingPoint> doubling(const std::function<std::int64_t(std::int64_t)>& value) {
  std::vector<ScalingPoint> points;
  for (std::int64_t size = kMega; size <= 8 * kMega; size *= 2) points.push_back({size, value(size)});
  return points;
}

TEST(Scaling, AnExactLineHasItsCoefficients) {
  const ScalingFit fitted = fit(doubling([](std::int64_t n) { return 2 * n + 512; }));
  EXPECT_EQ(fitted.model, ScalingModel::kLinear);
  EXPECT_EQ(text_of(fitted, true), "2.00 n + 512 B");
  EXPECT_NEAR(fitted.coefficient, 2, 1e-9);
  EXPECT_NEAR(fitted.offset, 512, 1e-3);
  EXPECT_EQ(predict(fitted, 16 * kMega), 32 * kMega + 512);
}

TEST(Scaling, EqualValuesAreConstant) {
  const ScalingFit fitted = fit(doubling([](std::int64_t) { return std::int64_t{4096}; }));
  EXPECT_EQ(fitted.model, ScalingModel::kConstant);
  EXPECT_EQ(text_of(fitted, true), "4.00 KiB");
  EXPECT_EQ(fitted.worst_residual, 0);
}

TEST(Scaling, LogNIsNotMistakenForALine) {
  const ScalingFit fitted =
      fit(doubling([](std::int64_t n) { return std::llround(3 * std::log2(static_cast<double>(n))) + 7; }));
  EXPECT_EQ(text_of(fitted, false), "3.00 log n + 7");  // allocations of a vector that doubles
}

TEST(Scaling, NLogNIsNotMistakenForALine) {
  const ScalingFit fitted = fit(doubling([](std::int64_t n) {
    return std::llround(static_cast<double>(n) * std::log2(static_cast<double>(n)));
  }));
  EXPECT_EQ(fitted.model, ScalingModel::kLinearithmic);
  EXPECT_NEAR(fitted.coefficient, 1, 1e-6);
}

TEST(Scaling, AQuadraticIsSeen) {
  const ScalingFit fitted = fit({{100, 10'050}, {200, 40'050}, {400, 160'050}, {800, 640'050}});
  EXPECT_EQ(text_of(fitted, false), "1.00 n^2 + 50");
}

// Reading all of a file into a buffer that grows from 512 to 2 * capacity + 512 holds both at the last
// growth.
std::int64_t read_all_peak(std::int64_t n) {
  std::int64_t capacity = 512, before = 0;
  while (capacity - n < 512) {
    before = capacity;
    capacity = 2 * capacity + 512;
  }
  return capacity + before;
}

TEST(Scaling, CapacitiesThatDoubleAreLinearWithTheWorstNearThree) {
  std::vector<ScalingPoint> points;
  for (std::int64_t size = kMega; size <= 9 * kMega; size += kMega / 3)
    points.push_back({size, read_all_peak(size)});
  const ScalingFit fitted = fit(points);
  EXPECT_EQ(fitted.model, ScalingModel::kLinear);
  EXPECT_GT(fitted.coefficient, 1.5);
  EXPECT_LT(fitted.coefficient, 3);
  EXPECT_NEAR(fitted.worst_per_size, 3, 0.01);  // at powers of two: 3 n - 1024
}

TEST(Scaling, PowersOfTwoAreTheWorstSizes) {
  EXPECT_EQ(text_of(fit(doubling(read_all_peak)), true), "3.00 n - 1.00 KiB");
}

TEST(Scaling, TwoSizesTellALineFromAConstant) {
  EXPECT_EQ(text_of(fit({{1000, 3000}, {2000, 5000}}), true), "2.00 n + 1000 B");
  EXPECT_EQ(fit({{1000, 3000}, {2000, 3010}}).model, ScalingModel::kConstant);
}

TEST(Scaling, OneSizeIsTooFew) {
  const std::vector<ScalingPoint> points = {{1000, 1}};
  const Expected<ScalingFit> fitted = fit_scaling(points);
  ASSERT_FALSE(fitted);
  EXPECT_EQ(fitted.error().status, ExitStatus::kUsage);
  EXPECT_NE(fitted.error().what.find("too few"), std::string::npos);
}

TEST(Scaling, SizesThatDoNotIncreaseAreRefused) {
  for (const std::vector<ScalingPoint>& points :
       {std::vector<ScalingPoint>{{2, 1}, {1, 1}}, {{2, 1}, {2, 1}}, {{0, 1}, {1, 1}}, {{-1, 1}, {1, 1}}})
    EXPECT_FALSE(fit_scaling(points));
}

TEST(Scaling, WhatFallsWithSizeSaysSo) {
  const ScalingFit fitted = fit({{1, 8000}, {2, 4000}, {4, 2000}, {8, 1000}});
  EXPECT_TRUE(fitted.falling);
  EXPECT_EQ(fitted.model, ScalingModel::kConstant);
  EXPECT_EQ(fitted.offset, 4500);         // (8000 + 1000) / 2
  EXPECT_EQ(fitted.worst_residual, 3.5);  // (4500 - 1000) / 1000
}

TEST(Scaling, ZerosAndNegativeNumbersAreFinite) {
  EXPECT_EQ(text_of(fit({{1, 0}, {2, 0}, {4, 0}}), true), "0 B");
  EXPECT_EQ(text_of(fit({{1, -16}, {2, -16}, {4, -16}}), true), "-16 B");
  EXPECT_TRUE(fit({{1, -10}, {2, -20}, {4, -40}}).falling);
}

TEST(Scaling, TheLargestNumbersAreFinite) {
  for (const ScalingFit& fitted :
       {fit({{1, -kMost}, {2, kMost}, {kMost, kMost}}), fit({{kMost - 1, 0}, {kMost, kMost}}),
        fit({{1, kMost}, {2, -kMost}}), fit({{1, 1}, {kMost, kMost}})}) {
    EXPECT_TRUE(std::isfinite(fitted.coefficient) && std::isfinite(fitted.offset));
    EXPECT_TRUE(std::isfinite(fitted.worst_residual) && std::isfinite(fitted.worst_per_size));
    EXPECT_FALSE(text_of(fitted, true).empty());
    predict(fitted, kMost);
  }
}

TEST(Scaling, ModelsAreFoundByName) {
  for (const ScalingModel model : kScalingModels) EXPECT_EQ(scaling_model_named(name_of(model)), model);
  EXPECT_EQ(scaling_model_named("n^3"), std::nullopt);
}

}  // namespace
}  // namespace highwater
