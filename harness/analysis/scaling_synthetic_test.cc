// SPDX-License-Identifier: Apache-2.0
// Over seeded points of every model, exact and with noise: how often the model is another one.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "analysis/scaling.h"
#include "analysis/synthetic_series.h"

namespace highwater {
namespace {

constexpr int kSeries = 300;

// At four to six sizes that double, from 1 Ki to 1 Mi, with noise of up to `noise` of each value.
std::vector<ScalingPoint> points_of(ScalingModel model, double noise, Random& random) {
  const std::int64_t count = random.between(4, 6);
  std::int64_t size = 1024 << random.between(0, 10);
  const double coefficient =
      static_cast<double>(random.between(1, 1000)) / (model == ScalingModel::kLogarithmic ? 1 : 100);
  // A constant part that hides none of the growth; a logarithm has to grow from little.
  const double offset = static_cast<double>(random.between(0, 1000));
  std::vector<ScalingPoint> points;
  for (std::int64_t i = 0; i < count; ++i, size *= 2) {
    const double value =
        coefficient * value_of(model, size) * 100 + (model == ScalingModel::kConstant ? 0 : offset);
    const double factor = 1 + noise * static_cast<double>(random.between(-1000, 1000)) / 1000;
    points.push_back({size, std::llround(value * factor)});
  }
  return points;
}

int count_wrong(ScalingModel model, double noise) {
  int wrong = 0;
  for (std::uint64_t seed = 0; seed < kSeries; ++seed) {
    Random random(seed);
    const Expected<ScalingFit> fitted = fit_scaling(points_of(model, noise, random));
    wrong += fitted && fitted->model == model ? 0 : 1;
  }
  return wrong;
}

TEST(SyntheticScaling, ExactPointsHaveTheirModel) {
  int total = 0;
  for (const ScalingModel model : kScalingModels) {
    const int wrong = count_wrong(model, 0);
    fmt::print("{:8} {:3} wrong of {}\n", name_of(model), wrong, kSeries);
    EXPECT_EQ(wrong, 0) << name_of(model);
    total += wrong;
  }
  fmt::print("wrong models: {} of {} exact series\n", total, 5 * kSeries);
}

TEST(SyntheticScaling, ThreePercentOfNoiseSeldomMakesAModelMoreComplicated) {
  for (const ScalingModel model :
       {ScalingModel::kConstant, ScalingModel::kLinear, ScalingModel::kQuadratic}) {
    const int wrong = count_wrong(model, 0.03);
    fmt::print("{:8} with 3 % of noise: {:3} wrong of {}\n", name_of(model), wrong, kSeries);
    EXPECT_LE(wrong, 3) << name_of(model);  // four points may lie on a curve by chance
  }
  // A logarithm's growth over so few sizes is that of noise, and n log n's that of a line: the simpler model
  // stands.
  for (const ScalingModel model : {ScalingModel::kLogarithmic, ScalingModel::kLinearithmic})
    fmt::print("{:8} with 3 % of noise: {:3} simpler of {}\n", name_of(model), count_wrong(model, 0.03),
               kSeries);
}

}  // namespace
}  // namespace highwater
