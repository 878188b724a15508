// SPDX-License-Identifier: Apache-2.0
// The accepted numbers of one scenario on one platform. Kept in git, made by `update`, compared with by
// `check`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/noise.h"
#include "analysis/scaling.h"
#include "baseline/baseline_site.h"
#include "result/context.h"
#include "result/measurement.h"

namespace highwater {

// How far a number may move before anyone needs to know: the larger of the two parts. tolerance.h has the
// arithmetic.
struct Tolerance {
  std::int64_t absolute = 0;  // bytes, or a count
  double relative = 0;        // of the baseline; 0.01 is 1 %

  bool operator==(const Tolerance&) const = default;
};

// How far a metric went from run to run when it was accepted.
struct Spread {
  Stability stability = Stability::kExact;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;

  bool operator==(const Spread&) const = default;
};

struct GatedMetric {
  std::int64_t value = 0;
  Tolerance tolerance;
  std::optional<std::int64_t>
      limit;  // never to be exceeded, whatever the tolerance; set by hand, kept by `update`
  std::optional<Spread> spread = std::nullopt;  // none in files from before it was measured

  bool operator==(const GatedMetric&) const = default;
};

using GatedMetrics = std::map<Metric, GatedMetric>;

// How a metric grows with the size of the input. The coefficient has six digits and the offset none, as the
// file has.
struct GatedScaling {
  ScalingModel model = ScalingModel::kConstant;
  bool falling = false;
  double coefficient = 0;
  std::int64_t offset = 0;  // of a constant: the level
  Tolerance tolerance;      // of what the coefficient, or the level, comes to at the largest size

  bool operator==(const GatedScaling&) const = default;
};

// The metrics whose growth with size is gated.
inline constexpr Metric kScaledMetrics[] = {Metric::kPeakBytes, Metric::kRetainedBytes, Metric::kAllocations};

struct ScalingBaseline {
  std::vector<std::int64_t> sizes;  // that were run; empty: the scenario has none, and `metrics` is empty too
  std::map<Metric, GatedScaling> metrics;

  bool operator==(const ScalingBaseline&) const = default;
};

struct Baseline {
  std::string scenario;
  std::string profile;
  std::optional<std::string> region;  // what was measured; none: the whole process
  GatedMetrics metrics;               // every gated metric
  // Where a probe legitimately differs from `metrics`: only the metrics that do.
  std::map<ProbeKind, GatedMetrics> overrides;
  ProbeKind probe = ProbeKind::kCounting;  // what measured `metrics`
  std::int64_t runs = 1;                   // how often
  Context context;     // of that measurement; its own `profile` is empty, the field above says it
  std::string reason;  // why these numbers were accepted
  // The largest, of the gated region or the process; none in files from before there were any, or where no
  // probe could record them.
  std::vector<BaselineSite> sites;
  std::string digest;       // as its file has it (digest.h); empty: made before there were any
  bool digest_fits = true;  // false: what the digest is over was edited afterwards
  ScalingBaseline scaling;

  bool operator==(const Baseline&) const = default;
};

}  // namespace highwater
