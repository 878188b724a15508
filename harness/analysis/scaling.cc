// SPDX-License-Identifier: Apache-2.0
// Sizes are scaled to f(largest) = 1 and sums are centred, so that no square of 2^62 is ever formed.
#include "analysis/scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/bytes.h"

namespace highwater {
namespace {

constexpr double kExactly = 0.001;
constexpr double kClosely = 0.01;
// So much worse than the best may a simpler model be: what it misses is noise or steps.
constexpr double kWorsePoints = 0.05;

double largest_magnitude(std::span<const ScalingPoint> points) {
  double largest = 0;
  for (const ScalingPoint& point : points)
    largest = std::max(largest, std::abs(static_cast<double>(point.value)));
  return largest;
}

// What a residual is relative to. Below a thousandth of the largest value nothing matters.
double weight_of(const ScalingPoint& point, double largest) {
  return std::max({std::abs(static_cast<double>(point.value)), largest / 1000, 1.0});
}

void judge(ScalingFit& fit, std::span<const ScalingPoint> points) {
  const double largest = largest_magnitude(points);
  fit.worst_per_size = -std::numeric_limits<double>::max();
  for (const ScalingPoint& point : points) {
    const auto value = static_cast<double>(point.value);
    const double fitted = fit.coefficient * value_of(fit.model, point.size) + fit.offset;
    fit.worst_residual = std::max(fit.worst_residual, std::abs(fitted - value) / weight_of(point, largest));
    fit.worst_per_size = std::max(fit.worst_per_size, value / static_cast<double>(point.size));
  }
}

ScalingFit constant_fit(std::span<const ScalingPoint> points) {
  const auto [least, most] =
      std::minmax_element(points.begin(), points.end(),
                          [](const ScalingPoint& a, const ScalingPoint& b) { return a.value < b.value; });
  ScalingFit fit;
  fit.offset = static_cast<double>(least->value) / 2 + static_cast<double>(most->value) / 2;
  judge(fit, points);
  return fit;
}

bool falls(std::span<const ScalingPoint> points) {
  for (std::size_t i = 1; i < points.size(); ++i)
    if (points[i].value >= points[i - 1].value) return false;
  const auto first = static_cast<double>(points.front().value);
  const auto last = static_cast<double>(points.back().value);
  return first - last > kClosely * largest_magnitude(points);
}

// The models that so many points can tell from each other.
std::span<const ScalingModel> models_for(std::size_t points) {
  static constexpr ScalingModel kOfTwo[] = {ScalingModel::kConstant, ScalingModel::kLinear};
  return points < 3 ? std::span<const ScalingModel>(kOfTwo) : std::span<const ScalingModel>(kScalingModels);
}

// Among fits that stand simplest first.
ScalingFit simplest(const std::vector<ScalingFit>& fits) {
  double best = std::numeric_limits<double>::max();
  for (const ScalingFit& fit : fits) best = std::min(best, fit.worst_residual);
  for (const double enough : {kExactly, best + kWorsePoints})
    for (const ScalingFit& fit : fits)
      if (fit.worst_residual <= enough) return fit;
  return fits.front();
}

std::string magnitude_text(double value, bool unit_is_bytes) {
  constexpr double kLargest = 9e18;
  const std::int64_t rounded = std::llround(std::min(std::abs(value), kLargest));
  return unit_is_bytes ? format_bytes(rounded) : format_count(rounded);
}

}  // namespace

const char* name_of(ScalingModel model) {
  switch (model) {
    case ScalingModel::kConstant:
      return "1";
    case ScalingModel::kLogarithmic:
      return "log n";
    case ScalingModel::kLinear:
      return "n";
    case ScalingModel::kLinearithmic:
      return "n log n";
    case ScalingModel::kQuadratic:
      break;
  }
  return "n^2";
}

std::optional<ScalingModel> scaling_model_named(std::string_view name) {
  for (const ScalingModel model : kScalingModels)
    if (name == name_of(model)) return model;
  return std::nullopt;
}

double value_of(ScalingModel model, std::int64_t size) {
  const auto n = static_cast<double>(size);
  switch (model) {
    case ScalingModel::kConstant:
      return 1;
    case ScalingModel::kLogarithmic:
      return std::log2(n);
    case ScalingModel::kLinear:
      return n;
    case ScalingModel::kLinearithmic:
      return n * std::log2(n);
    case ScalingModel::kQuadratic:
      break;
  }
  return n * n;
}

ScalingFit fit_model(ScalingModel model, std::span<const ScalingPoint> points) {
  if (model == ScalingModel::kConstant) return constant_fit(points);
  const long double scale = value_of(model, points.back().size);
  const double largest = largest_magnitude(points);
  long double weights = 0, mean_x = 0, mean_y = 0;
  for (const ScalingPoint& point : points) {
    const long double weight = 1 / std::pow(static_cast<long double>(weight_of(point, largest)), 2);
    weights += weight;
    mean_x += weight * value_of(model, point.size) / scale;
    mean_y += weight * static_cast<long double>(point.value);
  }
  mean_x /= weights;
  mean_y /= weights;
  long double products = 0, squares = 0;
  for (const ScalingPoint& point : points) {
    const long double weight = 1 / std::pow(static_cast<long double>(weight_of(point, largest)), 2);
    const long double x = value_of(model, point.size) / scale - mean_x;
    products += weight * x * (static_cast<long double>(point.value) - mean_y);
    squares += weight * x * x;
  }
  if (squares <= 0 || products <= 0) return constant_fit(points);
  ScalingFit fit;
  fit.model = model;
  fit.coefficient = static_cast<double>(products / squares / scale);
  fit.offset = static_cast<double>(mean_y - products / squares * mean_x);
  judge(fit, points);
  return fit;
}

Expected<ScalingFit> fit_scaling(std::span<const ScalingPoint> points) {
  if (points.size() < 2)
    return fail(ExitStatus::kUsage,
                fmt::format("{} sizes are too few to see how a metric scales", points.size()),
                "give two sizes or more; three tell every model, each size twice the one before");
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].size < 1)
      return fail(ExitStatus::kUsage, fmt::format("a size of {}, expected 1 or more", points[i].size));
    if (i > 0 && points[i].size <= points[i - 1].size)
      return fail(ExitStatus::kUsage, fmt::format("size {} comes after {}, expected increasing sizes",
                                                  points[i].size, points[i - 1].size));
  }
  std::vector<ScalingFit> fits;
  // A line goes through any two points: here a constant need not be exact.
  if (points.size() == 2 && constant_fit(points).worst_residual <= kClosely) return constant_fit(points);
  for (const ScalingModel model : models_for(points.size())) {
    ScalingFit fit = fit_model(model, points);
    if (fit.model == model) fits.push_back(fit);
  }
  ScalingFit fit = simplest(fits);
  fit.falling = fit.model == ScalingModel::kConstant && falls(points);
  return fit;
}

std::int64_t predict(const ScalingFit& fit, std::int64_t size) {
  constexpr double kLargest = 9.2e18;  // below 2^63
  return std::llround(
      std::clamp(fit.coefficient * value_of(fit.model, size) + fit.offset, -kLargest, kLargest));
}

std::string text_of(const ScalingFit& fit, bool unit_is_bytes) {
  const bool no_offset = std::abs(fit.offset) < 0.5;
  if (fit.model == ScalingModel::kConstant)
    return (fit.offset < 0 && !no_offset ? "-" : "") + magnitude_text(fit.offset, unit_is_bytes);
  const std::string coefficient = fit.coefficient >= 0.01 ? fmt::format("{:.2f}", fit.coefficient)
                                                          : fmt::format("{:.3g}", fit.coefficient);
  std::string text = fmt::format("{} {}", coefficient, name_of(fit.model));
  if (!no_offset)
    text += fmt::format(" {} {}", fit.offset < 0 ? '-' : '+', magnitude_text(fit.offset, unit_is_bytes));
  return text;
}

}  // namespace highwater
