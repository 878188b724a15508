// SPDX-License-Identifier: Apache-2.0
// What became of a baseline over its accepted changes: each with its reason, the creep of all of them
// together, terms that are too loose to guard anything, and what nobody has looked at for long. Pure:
// commits, files and the clock are handed in. `trend` asks it, reports show what it says.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "baseline/baseline.h"
#include "compare/gated_numbers.h"
#include "compare/scaling_change.h"

namespace highwater {

// A baseline file at one moment: absent, readable, or neither, in which case `problem` says why.
struct BaselineState {
  bool is_there = false;
  std::optional<Baseline> baseline;
  std::string problem;
};
using BaselineStatePtr = std::shared_ptr<const BaselineState>;  // never null

// One commit that touched the file.
struct BaselineRevision {
  std::string commit;     // id in full
  std::int64_t time = 0;  // of its author, seconds since 1970
  std::string subject;
  std::string renamed_from;  // the scenario's name (or profile/name) before this commit; empty: the same
  std::vector<BaselineStatePtr> before;  // in the commit's parent; of a merge, in each; at least one
  BaselineStatePtr after;
  bool in_span = true;  // belongs to the span that was asked for
};

// The last result that is kept of one probe.
struct LastMeasurement {
  ProbeKind probe = ProbeKind::kCounting;
  std::int64_t time = 0;  // when the file was written
  std::optional<GatedNumbers> numbers;
  std::string problem;  // why there are none
};

struct TrendRequest {
  std::string scenario;
  std::vector<BaselineRevision> revisions;  // parents first
  std::vector<LastMeasurement> measured;
  bool has_scenario = true;                     // the manifest still has it
  bool uncommitted = false;                     // the file as it lies there says something else than git has
  std::optional<Metric> metric = std::nullopt;  // only this one; none: all
  std::int64_t now = 0;
  std::int64_t stale_after_days = 180;
};

// One number, tolerance or limit that an accepted change set. Without `before` it is new (an override, or a
// metric), without `after` it is gone; with equal values the tolerance or the limit is what changed.
struct TrendChange {
  Metric metric = Metric::kPeakBytes;
  std::optional<ProbeKind> probe;  // of an override; none: the number for every probe
  std::optional<GatedMetric> before;
  std::optional<GatedMetric> after;

  bool operator==(const TrendChange&) const = default;
};

enum class StepKind {
  kCreated,   // the first baseline, or the first again after a deletion
  kAccepted,  // a number, a tolerance, a limit, an override or the region changed
  kTouched,   // nothing of that: a reason, a context, a name
  kDeleted,
  kUnreadable,  // broken, of another schema, or not in this clone
};
const char* name_of(StepKind kind);  // "created", "accepted", …

// One commit of the span. Changes of a merge are those in which it differs from each of its parents.
struct TrendStep {
  std::string commit;
  std::int64_t time = 0;
  std::string subject;
  std::string reason;  // that the file gives
  StepKind kind = StepKind::kAccepted;
  std::string renamed_from;
  std::string problem;          // of an unreadable one
  bool region_changed = false;  // numbers before and after are of different things
  std::vector<TrendChange> changes;
  std::vector<ScalingChange> scaling_changes;
  bool sizes_changed = false;  // the scaling before and after is over different sizes
  GatedMetrics after;          // what holds from here on; empty when deleted or unreadable
};

// How one metric moved over the span, in the numbers that hold for every probe. Numbers of another region are
// other numbers: it starts anew after a change of the region.
struct Creep {
  Metric metric = Metric::kPeakBytes;
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t changes = 0;  // accepted ones of its value
  std::int64_t raised = 0;   // how many of those upwards
  std::int64_t lowered = 0;
  std::optional<std::int64_t> largest_raise =
      std::nullopt;       // of one change, in basis points; none: no raise that has any
  bool creeping = false;  // kSmallStep and kLargeSum: nobody would have accepted it in one piece

  bool operator==(const Creep&) const = default;
};
// A metric creeps when it rose by kLargeSum or more, and no single change raised it by more than kSmallStep.
inline constexpr std::int64_t kSmallStep = 500;  // basis points: 5 %
inline constexpr std::int64_t kLargeSum = 1000;  // 10 %

// (to - from) / |from| in hundredths of a percent, rounded to the nearest; none where `from` is 0 and `to` is
// not. Exact, on every machine.
std::optional<std::int64_t> basis_points(std::int64_t from, std::int64_t to);

// to - from; what does not fit into 64 bits becomes the nearest that does.
std::int64_t difference_of(std::int64_t from, std::int64_t to);

enum class Term { kLimit, kTolerance };

// A hard limit, or a tolerance, so far above the number that it guards nothing:
// - a hard limit above value + max(25 % of |value|, 64 KiB, or 64 of what is counted);
// - a tolerance that allows more than max(25 % of |value|, the default's absolute part).
// The first measures itself by the present number also where the limit once fitted: a limit that stayed
// behind when the number fell is what nobody notices.
struct LooseTerm {
  Metric metric = Metric::kPeakBytes;
  std::optional<ProbeKind> probe;  // of an override
  Term term = Term::kLimit;
  std::int64_t value = 0;    // the number that it guards
  std::int64_t allowed = 0;  // the limit; or value + tolerance
  std::int64_t highest = 0;  // ever accepted in this history, or measured last

  bool operator==(const LooseTerm&) const = default;
};

// The last result against the baseline.
struct MeasuredTrend {
  LastMeasurement last;
  std::int64_t days = 0;  // since then
  struct Number {
    Metric metric = Metric::kPeakBytes;
    std::int64_t baseline = 0;
    std::int64_t now = 0;
    bool operator==(const Number&) const = default;
  };
  std::vector<Number> numbers;  // none where the regions differ or there is no baseline
};

inline constexpr char kDeleted[] = "deleted";
inline constexpr char kNotCommitted[] = "not committed";

struct ScenarioTrend {
  std::string scenario;
  std::optional<Metric> metric;       // what the request was restricted to
  std::vector<TrendStep> steps;       // of the span, parents first
  std::optional<Baseline> present;    // as committed; none: deleted, unreadable, or never committed
  std::string problem;                // why there is none: kDeleted, kNotCommitted, or what is wrong with it
  std::int64_t accepted_changes = 0;  // steps of the span that changed something that is gated
  std::int64_t unreadable = 0;        // steps of the span
  std::vector<Creep> creeps;          // of each metric whose value changed, in the order of kGatedMetrics
  std::vector<LooseTerm> loose;
  std::optional<std::int64_t> last_touched;  // in the whole history
  std::int64_t untouched_days = 0;
  bool stale = false;  // more days than asked for, and the baseline still holds
  std::vector<MeasuredTrend> measured;
  std::optional<std::int64_t> unmeasured_days;  // since the newest result; none: there is none
  bool unmeasured = false;                      // for more days than asked for, or never
  bool has_scenario = true;
  bool uncommitted = false;  // the file says something that no commit has
};

// All of them, and what the whole history is like.
struct Trend {
  std::string profile;
  std::string since;  // as it was asked for; empty: everything
  bool shallow = false;
  std::int64_t now = 0;
  std::int64_t stale_after_days = 180;
  std::vector<ScenarioTrend> scenarios;
};

ScenarioTrend trend_of(const TrendRequest& request);

// The creep that stands for a scenario: of the metric asked for, else of the peak if that moved, else of what
// moved most. None where no value changed.
const Creep* headline_of(const ScenarioTrend& trend);

}  // namespace highwater
