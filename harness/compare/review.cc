// SPDX-License-Identifier: Apache-2.0
#include "compare/review.h"

#include <fmt/format.h>

#include <algorithm>

#include "baseline/digest.h"
#include "baseline/tolerance.h"
#include "compare/review_sites.h"

namespace highwater {
namespace {

constexpr std::size_t kSites = 3;  // a metric: the first ones say where to look

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
  });
  return text;
}

bool speaks_of(const std::string& reason, const char* word) {
  return lower(reason).find(word) != std::string::npos;
}

// What became easier to pass. Empty: nothing.
struct Loosened {
  bool tolerance = false;
  bool limit = false;
  bool gate = false;  // the metric is gated no more
};

// Measured, and covered by the digest: what a STABLE number's own spread asks for.
bool follows_from_spread(const GatedMetric& metric) {
  if (!metric.spread || metric.spread->stability != Stability::kStable) return false;
  const std::int64_t ends[] = {metric.spread->minimum, metric.spread->maximum};
  return noise_of(ends, metric.spread->maximum).tolerance == metric.tolerance.absolute;
}

Loosened loosened_by(const TrendChange& change, const Baseline& before, const Baseline& after) {
  Loosened loosened;
  std::optional<GatedMetric> old = change.before;
  std::optional<GatedMetric> now = change.after;
  // An override that comes or goes stands against the number that holds for every probe.
  const auto common = [&](const Baseline& baseline) {
    const auto found = baseline.metrics.find(change.metric);
    return found == baseline.metrics.end() ? std::optional<GatedMetric>() : std::optional(found->second);
  };
  if (change.probe && !old) old = common(before);
  if (change.probe && !now) now = common(after);
  if (!old) return loosened;
  if (!now) {
    loosened.gate = true;
    return loosened;
  }
  loosened.gate = is_gated(*old) && !is_gated(*now);
  loosened.tolerance = (now->tolerance.absolute > old->tolerance.absolute && !follows_from_spread(*now)) ||
                       now->tolerance.relative > old->tolerance.relative;
  loosened.limit = old->limit && (!now->limit || *now->limit > *old->limit);
  return loosened;
}

std::string metric_of(const TrendChange& change) {
  return change.probe ? fmt::format("{} ({})", name_of(change.metric), name_of(*change.probe))
                      : std::string(name_of(change.metric));
}

class Reviewer {
 public:
  explicit Reviewer(const ReviewRequest& request) : request_(request) {
    reviewed_.profile = request.profile;
    reviewed_.scenario = request.scenario;
    reviewed_.moved_away = request.moved_away;
  }

  ReviewedBaseline review() {
    TrendRequest trend;
    trend.scenario = request_.scenario;
    trend.revisions = {request_.revision};
    reviewed_.step = trend_of(trend).steps.front();
    const std::optional<Baseline>& after = request_.revision.after->baseline;
    if (reviewed_.step.kind == StepKind::kDeleted) {
      judge_removal();
    } else if (!after) {
      complain(ExitStatus::kUsage, fmt::format("it cannot be read: {}", reviewed_.step.problem),
               "git checkout of the base's file, then measure again: " + update());
    } else {
      const std::optional<Baseline>& before = request_.revision.before.front()->baseline;
      judge_reason(before, *after);
      judge_terms(before, *after);
      judge_digest(before, *after);
      if (before) add_sites(*before, *after);
    }
    return std::move(reviewed_);
  }

 private:
  std::string update() const { return fmt::format("highwater update {} --reason \"…\"", request_.scenario); }
  void complain(ExitStatus status, std::string what, std::string hint) {
    reviewed_.problems.push_back({status, std::move(what), std::move(hint)});
  }

  void judge_removal() {
    // What lives on under another name is missed only where the manifest goes on with the old one.
    if (request_.moved_away && request_.fate != ScenarioFate::kInManifest) return;
    switch (request_.fate) {
      case ScenarioFate::kGone:
      case ScenarioFate::kPlatformGone:
        return;
      case ScenarioFate::kInManifest:
        return complain(
            ExitStatus::kRegression, "removed, and the manifest still has the scenario",
            "a scenario without a baseline has no gate: restore the file, or remove the scenario too");
      case ScenarioFate::kOnOtherPlatform:
        return complain(ExitStatus::kRegression,
                        "removed, and another platform still has a baseline of the scenario",
                        "restore the file, or remove the scenario and its baselines on every platform");
      case ScenarioFate::kUnknown:
        break;
    }
    complain(ExitStatus::kRegression,
             "removed, and without a manifest nobody knows whether the scenario still exists",
             "give the manifest, whose scenarios are those of the branch: --manifest FILE");
  }

  // A created one needs one too; what is gated of the others has to have changed.
  void judge_reason(const std::optional<Baseline>& before, const Baseline& after) {
    const StepKind kind = reviewed_.step.kind;
    if (kind != StepKind::kCreated && kind != StepKind::kAccepted) return;
    const std::string hint =
        fmt::format("say what grew and why that is right: {}, or \"reason\" in the file", update());
    if (is_blank(after.reason)) return complain(ExitStatus::kRegression, "changed without a reason", hint);
    if (after.reason == kProposedReason)
      return complain(
          ExitStatus::kRegression, "a proposal of check to which nobody has given a reason",
          "highwater update --from DIR --reason \"…\" takes it with one; or edit \"reason\" in the file");
    if (before && kind == StepKind::kAccepted && before->reason == after.reason)
      complain(ExitStatus::kRegression, "changed, and the reason is still that of the numbers before", hint);
  }

  void judge_terms(const std::optional<Baseline>& before, const Baseline& after) {
    if (!before) return;
    for (const TrendChange& change : reviewed_.step.changes) {
      const Loosened loosened = loosened_by(change, *before, after);
      // A reason that was there before speaks of another change.
      const std::string reason = before->reason == after.reason ? std::string() : after.reason;
      const bool names_metric = speaks_of(reason, name_of(change.metric));
      if (loosened.tolerance && !names_metric && !speaks_of(reason, "tolerance"))
        complain(ExitStatus::kRegression,
                 fmt::format("{}: a looser tolerance that the reason does not mention", metric_of(change)),
                 "say in the reason why the tolerance is wider, or put the old one back");
      if (loosened.limit && !names_metric && !speaks_of(reason, "limit"))
        complain(ExitStatus::kRegression,
                 fmt::format("{}: a looser hard limit that the reason does not mention", metric_of(change)),
                 "say in the reason why the limit is higher or gone, or put the old one back");
      if (loosened.gate && !names_metric)
        complain(ExitStatus::kRegression,
                 fmt::format("{}: gated no more, and the reason does not mention it", metric_of(change)),
                 fmt::format("say in the reason why {} has no gate any more", name_of(change.metric)));
    }
    judge_scaling(*before, after);
  }

  void judge_scaling(const Baseline& before, const Baseline& after) {
    const std::string reason = before.reason == after.reason ? std::string() : after.reason;
    if (speaks_of(reason, "scaling")) return;
    for (const ScalingChange& change : reviewed_.step.scaling_changes) {
      if (speaks_of(reason, name_of(change.metric))) continue;
      if (is_looser(change) && !speaks_of(reason, "tolerance"))
        complain(ExitStatus::kRegression,
                 fmt::format("{} with size: a looser tolerance that the reason does not mention",
                             name_of(change.metric)),
                 "say in the reason why the tolerance is wider, or put the old one back");
      if (!change.after)
        complain(ExitStatus::kRegression,
                 fmt::format("{} with size: gated no more, and the reason does not mention it",
                             name_of(change.metric)),
                 "say in the reason why its scaling has no gate any more");
    }
  }

  // Files from before there were digests have none, until a number in them changes.
  void judge_digest(const std::optional<Baseline>& before, const Baseline& after) {
    if (is_edited(after))
      return complain(ExitStatus::kRegression,
                      "numbers that no measurement made: they do not fit the digest of the file",
                      "edited by hand, or merged from two branches; measure them: " + update());
    if (!after.digest.empty()) return;
    if (before && before->digest.empty() && digest_of(*before) == digest_of(after)) return;
    complain(
        ExitStatus::kRegression, "numbers that no measurement made: the file has no digest",
        "made by hand, or by a version of highwater from before there were any; measure them: " + update());
  }

  void add_sites(const Baseline& before, const Baseline& after) {
    for (const TrendChange& change : reviewed_.step.changes) {
      if (change.probe || !change.before || !change.after) continue;
      if (change.after->value <= change.before->value) continue;
      for (GrownSite& site : grown_sites(before.sites, after.sites, change.metric, kSites))
        reviewed_.grown.push_back(std::move(site));
    }
  }

  const ReviewRequest& request_;
  ReviewedBaseline reviewed_;
};

}  // namespace

bool is_blank(const std::string& reason) {
  return reason.find_first_not_of(" \t\r\n") == std::string::npos;
}

ReviewedBaseline review_of(const ReviewRequest& request) {
  return Reviewer(request).review();
}

ExitStatus status_of(const ReviewReport& report) {
  ExitStatus status = ExitStatus::kOk;
  for (const ReviewedBaseline& reviewed : report.baselines)
    for (const Error& problem : reviewed.problems) status = worst(status, problem.status);
  return status;
}

}  // namespace highwater
