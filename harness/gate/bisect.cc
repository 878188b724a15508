// SPDX-License-Identifier: Apache-2.0
#include "gate/bisect.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"
#include "base/terminal.h"
#include "baseline/tolerance.h"
#include "compare/accept.h"
#include "compare/gated_numbers.h"
#include "compare/outcome.h"
#include "compare/review_sites.h"
#include "gate/accepting.h"
#include "vcs/bisect.h"
#include "vcs/history.h"
#include "vcs/range.h"
#include "vcs/worktree.h"

namespace highwater {
namespace {

constexpr int kGood = 0;
constexpr int kBad = 1;
constexpr int kSkip = 125;
constexpr std::size_t kSites = 10;

Expected<GatedNumbers> numbers_of(const TreeMeasurement& measured) {
  return gated_numbers(measured.measurement, measured.scenario.region);
}

GatedMetric gate_of(const TreeMeasurement& good, Metric metric, std::int64_t value) {
  GatedMetric gate{.value = value, .tolerance = default_tolerance(metric), .limit = {}};
  const std::map<Metric, Tolerance> declared = declared_tolerances(good.scenario);
  if (const auto found = declared.find(metric); found != declared.end()) gate.tolerance = found->second;
  return gate;
}

// The parent's numbers as a baseline with every site, which nothing but the very same passes.
Expected<Baseline> baseline_of(const TreeMeasurement& measured, const std::string& profile) {
  AcceptRequest request = accept_request(measured.scenario, profile, {measured.measurement});
  HIGHWATER_TRY(Acceptance acceptance, accept(std::nullopt, request));
  for (auto& [metric, gated] : acceptance.baseline.metrics) gated.tolerance = {};
  for (const MergedSite& site : merged_by_chain(gated_sites(measured.measurement, measured.scenario.region)))
    acceptance.baseline.sites.push_back(site.sums);
  return std::move(acceptance.baseline);
}

class Bisection {
 public:
  Bisection(ProcessRunner& runner, Probes& probes, const BisectQuery& query, TemporaryWorktree& tree,
            TreeStep step)
      : runner_(runner), probes_(probes), query_(query), tree_(tree), step_(std::move(step)) {
    found_.scenario = query.scenario;
  }

  Expected<Bisected> run(const std::string& good, const std::string& bad) {
    HIGHWATER_TRY(const TreeMeasurement good_measured, measure_end("good", good));
    HIGHWATER_TRY(const TreeMeasurement bad_measured, measure_end("bad", bad));
    HIGHWATER_TRY_VOID(choose_metric(good_measured, bad_measured));
    HIGHWATER_TRY(const std::vector<BisectedCommit> commits,
                  bisect_run(runner_, tree_.path(), good, bad, step_command()));
    if (commits.size() > 1) return ambiguous(commits);
    found_.commit = commits.front().id;
    found_.subject = commits.front().subject;
    found_.author = commits.front().author;
    found_.time = commits.front().time;
    HIGHWATER_TRY_VOID(explain_step());
    return std::move(found_);
  }

 private:
  Expected<TreeMeasurement> measure_at(const std::string& commit, Sites sites) {
    HIGHWATER_TRY_VOID(tree_.check_out(commit));
    return build_and_measure(runner_, probes_, step_, ProcessGroup::kOwn, sites);
  }

  Expected<TreeMeasurement> measure_end(const char* end, const std::string& commit) {
    Expected<TreeMeasurement> measured = measure_at(commit, Sites::kOff);
    if (measured) return measured;
    Error error = std::move(measured).error();
    if (error.status != ExitStatus::kInterrupted)
      error.what = fmt::format("{} ({}): {}", end, commit.substr(0, 12), error.what);
    return tl::unexpected<Error>(std::move(error));
  }

  Expected<void> choose_metric(const TreeMeasurement& good, const TreeMeasurement& bad) {
    HIGHWATER_TRY(const GatedNumbers before, numbers_of(good));
    HIGHWATER_TRY(const GatedNumbers now, numbers_of(bad));
    if (before.region != now.region)
      return fail(ExitStatus::kUsage,
                  fmt::format("{}: good measures {}, bad {}", query_.scenario, describe_region(before.region),
                              describe_region(now.region)),
                  "numbers of two things cannot be compared: choose another good or bad");
    found_.probe = before.probe;
    found_.region = before.region;
    for (const Verdict wanted : {Verdict::kRegression, Verdict::kImprovement})
      for (const Metric metric : kGatedMetrics) {
        if (query_.metric && metric != *query_.metric) continue;
        const GatedMetric gate = gate_of(good, metric, value_of(before.metrics, metric));
        const std::int64_t value = value_of(now.metrics, metric);
        if (judge(gate, value, value) != wanted) continue;
        found_.metric = rule_.metric = metric;
        found_.good = gate.value;
        found_.bad = value;
        found_.limit =
            wanted == Verdict::kRegression ? limit_of(gate) : difference_of(allowance(gate), gate.value);
        (wanted == Verdict::kRegression ? rule_.above : rule_.below) = found_.limit;
        return {};
      }
    const Metric shown = query_.metric.value_or(Metric::kPeakBytes);
    return fail(ExitStatus::kUsage,
                fmt::format("{}: {} did not move beyond its tolerance between good and bad: {} -> {}",
                            query_.scenario, query_.metric ? name_of(shown) : "no metric (peak_bytes is one)",
                            value_of(before.metrics, shown), value_of(now.metrics, shown)),
                "does --build really build what the scenario runs? is bad the commit that fails?");
  }

  std::vector<std::string> step_command() const {
    std::vector<std::string> command = {
        query_.program, "bisect-step", "--manifest",          step_.manifest, "--build",
        step_.build,    "--metric",    name_of(rule_.metric), "--probe",      name_of(found_.probe)};
    if (rule_.above) command.insert(command.end(), {fmt::format("--above={}", *rule_.above)});
    if (rule_.below) command.insert(command.end(), {fmt::format("--below={}", *rule_.below)});
    command.push_back(step_.scenario);
    return command;
  }

  tl::unexpected<Error> ambiguous(const std::vector<BisectedCommit>& commits) const {
    std::vector<std::string> ids;
    for (const BisectedCommit& commit : commits)
      ids.push_back(fmt::format("{} ({})", commit.id.substr(0, 12), printable(commit.subject)));
    return fail(
        ExitStatus::kUsage,
        fmt::format("{}: the first bad commit is one of {}: the others could not be built or measured",
                    query_.scenario, fmt::join(ids, ", ")),
        "a --build that works for them, or another --good or --bad, tells them apart");
  }

  // The step itself: the commit against its parent.
  Expected<void> explain_step() {
    Expected<TreeMeasurement> parent = measure_at(found_.commit + "^", Sites::kOn);
    if (!parent) return no_sites("its parent", parent.error());
    Expected<TreeMeasurement> commit = measure_at(found_.commit, Sites::kOn);
    if (!commit) return no_sites("the commit", commit.error());
    const Expected<GatedNumbers> before = numbers_of(*parent);
    const Expected<GatedNumbers> now = numbers_of(*commit);
    if (!before || !now) return no_sites("the step", (before ? now : before).error());
    found_.before = value_of(before->metrics, found_.metric);
    found_.now = value_of(now->metrics, found_.metric);
    Expected<Baseline> baseline = baseline_of(*parent, commit->profile);
    if (!baseline) return no_sites("the step", baseline.error());
    if (rule_.below) {
      const Expected<Baseline> after = baseline_of(*commit, commit->profile);
      if (!after) return no_sites("the step", after.error());
      for (GrownSite& site : grown_sites(after->sites, baseline->sites, found_.metric, kSites)) {
        std::swap(site.before, site.now);
        found_.shrank.push_back(std::move(site));
      }
      return {};
    }
    CheckOutcome outcome;
    outcome.scenario = query_.scenario;
    outcome.probe = found_.probe;
    outcome.baseline = std::move(*baseline);
    outcome.region = commit->scenario.region;
    outcome.payload_bytes = commit->scenario.payload_bytes;
    outcome.measurement = std::move(commit->measurement);
    judge(outcome);
    for (Explanation& explanation : outcome.explanations)
      if (explanation.metric == found_.metric) found_.explanation = std::move(explanation);
    if (outcome.error) found_.notes.push_back("no call sites: " + outcome.error->what);
    return {};
  }

  Expected<void> no_sites(const char* of, const Error& error) {
    if (error.status == ExitStatus::kInterrupted) return tl::unexpected<Error>(error);
    found_.notes.push_back(fmt::format("no call sites: {}: {}", of, error.what));
    return {};
  }

  ProcessRunner& runner_;
  Probes& probes_;
  const BisectQuery& query_;
  TemporaryWorktree& tree_;
  TreeStep step_;
  BisectRule rule_;
  Bisected found_;
};

// In a shallow clone a commit may be missing that the repository has.
Expected<std::string> end_of(ProcessRunner& runner, const std::string& folder, const std::string& revision) {
  Expected<std::string> commit = commit_of(runner, folder, revision);
  if (commit || commit.error().status == ExitStatus::kInterrupted) return commit;
  Error error = std::move(commit).error();
  HIGHWATER_TRY(const bool shallow, is_shallow(runner, folder));
  if (shallow) error.hint = kUnshallowHint;
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace

BisectVerdict bisect_step(ProcessRunner& runner, Probes& probes, const TreeStep& step,
                          const BisectRule& rule) {
  BisectVerdict verdict;
  // In the group of git, so that an interruption, which kills that, ends the build as well.
  const Expected<TreeMeasurement> measured =
      build_and_measure(runner, probes, step, ProcessGroup::kShared, Sites::kOff);
  const Expected<GatedNumbers> numbers =
      measured ? numbers_of(*measured) : Expected<GatedNumbers>(tl::unexpected<Error>(measured.error()));
  if (!numbers) {
    verdict.error = numbers.error();
    verdict.exit_code = verdict.error->status == ExitStatus::kInterrupted
                            ? static_cast<int>(ExitStatus::kInterrupted)
                            : kSkip;
    return verdict;
  }
  verdict.value = value_of(numbers->metrics, rule.metric);
  const bool bad =
      (rule.above && *verdict.value > *rule.above) || (rule.below && *verdict.value < *rule.below);
  verdict.exit_code = bad ? kBad : kGood;
  return verdict;
}

Expected<Bisected> bisect(ProcessRunner& runner, Probes& probes, const BisectQuery& query) {
  const std::string folder = std::filesystem::path(absolute_path(query.manifest)).parent_path().string();
  HIGHWATER_TRY(const std::string manifest, path_in_repository(runner, query.manifest));
  HIGHWATER_TRY(const std::string good, end_of(runner, folder, query.good));
  HIGHWATER_TRY(const std::string bad, end_of(runner, folder, query.bad));
  HIGHWATER_TRY(const bool is_before, is_ancestor(runner, folder, good, bad));
  if (!is_before || good == bad)
    return fail(
        ExitStatus::kUsage,
        fmt::format("good ({}) is not among the commits that led to bad ({})", printable(query.good),
                    printable(query.bad)),
        "the two are the other way round, or bad is on a branch that good is not on: take their merge base");
  HIGHWATER_TRY(TemporaryWorktree tree, TemporaryWorktree::create(runner, folder, good));
  TreeStep step{.tree = tree.path(),
                .manifest = manifest,
                .scenario = query.scenario,
                .build = query.build,
                .probe = query.probe};
  return Bisection(runner, probes, query, tree, std::move(step)).run(good, bad);
}

}  // namespace highwater
