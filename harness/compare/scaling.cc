// SPDX-License-Identifier: Apache-2.0
#include "compare/scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/bytes.h"
#include "baseline/gated_scaling.h"

namespace highwater {
namespace {

// From here on a fit says so: capacities that double come to a third, and a program that does something else
// at one size to more.
constexpr double kDoubtfulResidual = 0.05;

const char* short_name(Metric metric) {
  switch (metric) {
    case Metric::kPeakBytes:
      return "peak";
    case Metric::kRetainedBytes:
      return "retained";
    default:
      return name_of(metric);
  }
}

std::string amount(Metric metric, std::int64_t value) {
  return is_bytes(metric) ? format_bytes(value) : format_count(value);
}

// Falling is below constant.
int rank_of(const ScalingFit& fit) {
  return fit.falling ? -1 : static_cast<int>(fit.model);
}

// What grows: without the offset, which is the largest size's own number to judge. Of a constant the level.
std::int64_t growing_part(ScalingFit fit, std::int64_t size) {
  if (fit.model != ScalingModel::kConstant) fit.offset = 0;
  return predict(fit, size);
}

bool explains(const GatedScaling& baseline, const std::vector<ScalingPoint>& points) {
  return std::all_of(points.begin(), points.end(), [&](const ScalingPoint& point) {
    const GatedMetric expected{
        .value = predict(fit_of(baseline), point.size), .tolerance = baseline.tolerance, .limit = {}};
    return judge(expected, point.value, point.value) == Verdict::kPass;
  });
}

tl::unexpected<Error> other_sizes(const Baseline& baseline, const std::string& what) {
  return fail(ExitStatus::kBaseline, fmt::format("{}: {}", baseline.scenario, what),
              fmt::format("if that is intended: highwater update {} --reason \"…\"", baseline.scenario));
}

std::string sizes_text(const std::vector<std::int64_t>& sizes) {
  return sizes.empty() ? "no sizes" : fmt::format("the sizes {}", fmt::join(sizes, ", "));
}

}  // namespace

std::vector<ScalingPoint> points_of(const Measurement& measurement, Metric metric) {
  std::vector<ScalingPoint> points;
  for (const SizedMetrics& sized : measurement.sizes)
    points.push_back({sized.size, value_of(sized.metrics, metric)});
  return points;
}

ScalingComparison judge_scaling(Metric metric, const GatedScaling& baseline,
                                const std::vector<ScalingPoint>& points, const ScalingFit& now) {
  ScalingComparison compared{.metric = metric, .baseline = baseline, .now = now};
  const ScalingFit before = fit_of(baseline);
  compared.size = points.back().size;
  compared.before = growing_part(before, compared.size);
  compared.after = growing_part(now, compared.size);
  if (rank_of(before) != rank_of(now)) {
    if (explains(baseline, points)) return compared;
    compared.other_class = true;
    compared.verdict = rank_of(now) > rank_of(before) ? Verdict::kRegression : Verdict::kImprovement;
    return compared;
  }
  const GatedMetric expected{.value = compared.before, .tolerance = baseline.tolerance, .limit = {}};
  compared.verdict = judge(expected, compared.after, compared.after);
  return compared;
}

Expected<std::vector<ScalingComparison>> compare_scaling(const Baseline& baseline,
                                                         const Measurement& measurement) {
  std::vector<ScalingComparison> all;
  // Only the primary probe runs every size.
  if (measurement.sizes.empty() && measurement.probe != baseline.probe) return all;
  std::vector<std::int64_t> sizes;
  for (const SizedMetrics& sized : measurement.sizes) sizes.push_back(sized.size);
  if (sizes != baseline.scaling.sizes)
    return other_sizes(baseline, fmt::format("the baseline has {}, measured were {}",
                                             sizes_text(baseline.scaling.sizes), sizes_text(sizes)));
  for (const auto& [metric, gated] : baseline.scaling.metrics) {
    const std::vector<ScalingPoint> points = points_of(measurement, metric);
    HIGHWATER_TRY(const ScalingFit now, fit_scaling(points));
    all.push_back(judge_scaling(metric, gated, points, now));
  }
  return all;
}

const char* class_of(const ScalingFit& fit) {
  return fit.falling ? "falling" : name_of(fit.model);
}

std::string describe_scaling(Metric metric, const ScalingFit& fit) {
  std::string text = fmt::format("{} = {}", short_name(metric), text_of(fit, is_bytes(metric)));
  if (fit.falling) text += " at the middle, and falls with size";
  return text;
}

std::string describe(const ScalingComparison& compared) {
  const ScalingFit before = fit_of(compared.baseline);
  std::string text = fmt::format("{}, baseline {}", describe_scaling(compared.metric, compared.now),
                                 describe_scaling(compared.metric, before));
  if (compared.other_class) {
    text += fmt::format("; grows as {}, not as {}", class_of(compared.now), class_of(before));
  } else if (compared.verdict != Verdict::kPass) {
    text += fmt::format("; at size {} that is {} instead of {} ({})", compared.size,
                        amount(compared.metric, compared.after), amount(compared.metric, compared.before),
                        format_percent_change(compared.before, compared.after));
  }
  return text;
}

std::string scaling_doubt(Metric metric, const ScalingFit& fit) {
  if (fit.falling)
    return fmt::format(
        "{} falls with size, which no model explains: it is gated at its middle, and at the largest size",
        short_name(metric));
  if (fit.worst_residual < kDoubtfulResidual) return {};
  return fmt::format("{} = {} is off by up to {:.0f} %; the worst size costs {:.2f} for each of its bytes",
                     short_name(metric), text_of(fit, is_bytes(metric)),
                     std::min(fit.worst_residual, 99.99) * 100, fit.worst_per_size);
}

}  // namespace highwater
