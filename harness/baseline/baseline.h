// SPDX-License-Identifier: Apache-2.0
// The accepted numbers of one scenario on one platform. Kept in git, made by `update`, compared with by
// `check`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

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

struct GatedMetric {
  std::int64_t value = 0;
  Tolerance tolerance;
  std::optional<std::int64_t>
      limit;  // never to be exceeded, whatever the tolerance; set by hand, kept by `update`

  bool operator==(const GatedMetric&) const = default;
};

using GatedMetrics = std::map<Metric, GatedMetric>;

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

  bool operator==(const Baseline&) const = default;
};

}  // namespace highwater
