// SPDX-License-Identifier: Apache-2.0
#include "report/term_words.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "baseline/gated_scaling.h"
#include "compare/scaling.h"

namespace highwater {

std::string describe_tolerance(const Tolerance& tolerance) {
  return fmt::format("max({}, {:g} %)", format_count(tolerance.absolute), tolerance.relative * 100);
}

std::string describe_limit(const std::optional<std::int64_t>& limit) {
  return limit ? format_count(*limit) : "none";
}

std::string describe_scaling(Metric metric, const std::optional<GatedScaling>& scaling) {
  return scaling ? describe_scaling(metric, fit_of(*scaling)) : "none";
}

const char* describe_change(const ScalingChange& change) {
  if (!change.before) return "new";
  if (!change.after) return "gone";
  GatedScaling same_terms = *change.after;
  same_terms.tolerance = change.before->tolerance;
  if (same_terms == *change.before) return "tolerance";
  return scales_worse(change) ? "grows faster" : "grows slower";
}

}  // namespace highwater
