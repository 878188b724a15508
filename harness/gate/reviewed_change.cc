// SPDX-License-Identifier: Apache-2.0
#include "gate/reviewed_change.h"

namespace highwater {
namespace {

BaselineStatePtr state_of(const std::optional<Baseline>& baseline) {
  BaselineState state;
  state.is_there = baseline.has_value();
  state.baseline = baseline;
  return std::make_shared<const BaselineState>(std::move(state));
}

}  // namespace

ReviewedBaseline reviewed_change(const std::optional<Baseline>& before, const Baseline& after) {
  ReviewRequest request{.profile = after.profile,
                        .scenario = after.scenario,
                        .revision = {},
                        .fate = ScenarioFate::kUnknown,
                        .moved_away = false};
  request.revision.before = {state_of(before)};
  request.revision.after = state_of(after);
  ReviewedBaseline reviewed = review_of(request);
  reviewed.problems.clear();
  return reviewed;
}

}  // namespace highwater
