// SPDX-License-Identifier: Apache-2.0
// An override of a probe that had none starts from the primary numbers, whose terms were looked at before.
#include "compare/foreign_terms.h"

#include <fmt/format.h>

#include "baseline/tolerance.h"
#include "compare/renewal.h"

namespace highwater {
namespace {

bool is_said_to_be_noisy(const GatedMetric& gated) {
  return gated.spread && gated.spread->stability == Stability::kNoisy;
}

std::string words_of(const Tolerance& tolerance) {
  return fmt::format("absolute {}, relative {}", tolerance.absolute, tolerance.relative);
}

class Terms {
 public:
  explicit Terms(const std::map<Metric, Tolerance>& declared) : declared_(declared) {}

  std::string foreign(Metric metric, const GatedMetric& before, const GatedMetric& now) const {
    const bool is_ours = is_declared(metric, now.tolerance) || now.tolerance == before.tolerance ||
                         now.tolerance == without_spread(before, metric);
    if (!is_ours) return fmt::format("{}: {}", name_of(metric), words_of(now.tolerance));
    if (now.limit != before.limit)
      return fmt::format("{}: {}", name_of(metric),
                         now.limit ? fmt::format("limit {}", *now.limit) : "no limit");
    // Nothing but a limit gates it.
    if (is_said_to_be_noisy(now) && !is_said_to_be_noisy(before))
      return fmt::format("{}: NOISY, which one run does not show", name_of(metric));
    return "";
  }

  std::string foreign_scaling(Metric metric, const GatedScaling* before, const GatedScaling& now) const {
    const Tolerance ours = before != nullptr ? before->tolerance : default_tolerance(metric);
    if (is_declared(metric, now.tolerance) || now.tolerance == ours) return "";
    return fmt::format("scaling of {}: {}", name_of(metric), words_of(now.tolerance));
  }

 private:
  bool is_declared(Metric metric, const Tolerance& tolerance) const {
    const auto declared = declared_.find(metric);
    return declared != declared_.end() && declared->second == tolerance;
  }

  const std::map<Metric, Tolerance>& declared_;
};

const GatedMetric* known(const GatedMetrics& metrics, Metric metric) {
  const auto found = metrics.find(metric);
  return found == metrics.end() ? nullptr : &found->second;
}

}  // namespace

std::string foreign_term(const std::optional<Baseline>& old, const Baseline& proposed,
                         const std::map<Metric, Tolerance>& declared) {
  const Baseline before = old.value_or(Baseline{});
  const Terms terms(declared);
  std::string foreign;
  for (const auto& [metric, gated] : proposed.metrics) {
    const GatedMetric* const committed = known(before.metrics, metric);
    const GatedMetric fresh{.value = 0, .tolerance = default_tolerance(metric), .limit = {}};
    foreign = terms.foreign(metric, committed != nullptr ? *committed : fresh, gated);
    if (!foreign.empty()) return foreign;
  }
  for (const auto& [probe, metrics] : proposed.overrides) {
    const auto overrides = before.overrides.find(probe);
    for (const auto& [metric, gated] : metrics) {
      const GatedMetric* model = known(proposed.metrics, metric);
      if (overrides != before.overrides.end())
        if (const GatedMetric* const own = known(overrides->second, metric)) model = own;
      const GatedMetric fresh{.value = 0, .tolerance = default_tolerance(metric), .limit = {}};
      foreign = terms.foreign(metric, model != nullptr ? *model : fresh, gated);
      if (!foreign.empty()) return fmt::format("{} probe, {}", name_of(probe), foreign);
    }
  }
  for (const auto& [metric, scaling] : proposed.scaling.metrics) {
    const auto committed = before.scaling.metrics.find(metric);
    const bool is_known = committed != before.scaling.metrics.end();
    foreign = terms.foreign_scaling(metric, is_known ? &committed->second : nullptr, scaling);
    if (!foreign.empty()) return foreign;
  }
  return "";
}

}  // namespace highwater
