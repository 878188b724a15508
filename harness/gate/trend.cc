// SPDX-License-Identifier: Apache-2.0
#include "gate/trend.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/date.h"
#include "base/file.h"
#include "base/suggest.h"
#include "base/terminal.h"
#include "baseline/baseline_json.h"
#include "baseline/store.h"
#include "gate/baseline_files.h"
#include "gate/last_results.h"
#include "vcs/history.h"

namespace highwater {
namespace {

using Names = std::set<std::string>;

// What is meant by one name: that scenario, or the family.
Names meant_by(const std::string& name, const Names& known) {
  if (known.count(name) > 0) return {name};
  const std::string prefix = name.empty() || name.back() == '/' ? name : name + "/";
  Names meant;
  for (const std::string& candidate : known)
    if (!prefix.empty() && candidate.compare(0, prefix.size(), prefix) == 0) meant.insert(candidate);
  return meant;
}

Expected<Names> selected(const Manifest& manifest, const std::vector<std::string>& names,
                         const Names& known) {
  Names chosen;
  for (const std::string& name : names) {
    const Names meant = meant_by(name, known);
    chosen.insert(meant.begin(), meant.end());
    if (!meant.empty()) continue;
    const std::optional<std::string> near = suggest(name, {known.begin(), known.end()});
    return fail(ExitStatus::kUsage,
                fmt::format("{}: there is no scenario \"{}\", nor was there a baseline of it in {}/{}",
                            manifest.path, printable(name), manifest.baselines, manifest.profile),
                near ? fmt::format("did you mean \"{}\"?", printable(*near))
                     : "`highwater list` shows all there are");
  }
  return chosen;
}

// Which commits belong to the span that was asked for.
class Span {
 public:
  static Expected<Span> create(ProcessRunner& runner, const Manifest& manifest, const std::string& since) {
    Span span;
    if (since.empty()) return span;
    span.time_ = parse_date(since);
    if (!span.time_) {
      HIGHWATER_TRY(span.commits_, commits_since(runner, manifest.baselines, since));
    }
    return span;
  }
  bool has(const BaselineRevision& revision) const {
    if (time_) return revision.time >= *time_;
    return !commits_ || commits_->count(revision.commit) > 0;
  }

 private:
  std::optional<std::int64_t> time_;
  std::optional<std::set<std::string>> commits_;
};

// Two texts of one baseline may differ in line ends and blanks alone, as git's filters make them.
bool says_the_same(const std::string& here, const std::optional<std::string>& committed,
                   const BaselineKey& key) {
  if (!committed) return false;
  if (here == *committed) return true;
  const Expected<Baseline> now = baseline_from_json(here, "", key);
  const Expected<Baseline> then = baseline_from_json(*committed, "", key);
  return now && then && *now == *then;
}

class Collector {
 public:
  Collector(const Manifest& manifest, const TrendQuery& query, BaselineFiles files, Span span)
      : manifest_(manifest),
        query_(query),
        store_(manifest.baselines, manifest.profile),
        files_(std::move(files)),
        span_(std::move(span)) {}

  Expected<TrendReport> collect(ProcessRunner& runner) {
    HIGHWATER_TRY(const std::vector<std::string> on_disk, store_.names());
    on_disk_.insert(on_disk.begin(), on_disk.end());
    const std::vector<std::string> once = files_.names(manifest_.profile);
    Names known(once.begin(), once.end());
    known.insert(on_disk_.begin(), on_disk_.end());
    if (query_.names.empty() && known.empty())
      return fail(
          ExitStatus::kUsage,
          fmt::format("{}/{}: no baseline, now or in the history", manifest_.baselines, manifest_.profile),
          "make the first ones with `highwater update`, and commit them");
    Names chosen = known;
    if (!query_.names.empty()) {
      for (const Scenario& scenario : manifest_.scenarios) known.insert(scenario.name);
      HIGHWATER_TRY(chosen, selected(manifest_, query_.names, known));
    }
    HIGHWATER_TRY(Blobs blobs,
                  read_blobs(runner, manifest_.baselines,
                             files_.blobs_of(manifest_.profile, {chosen.begin(), chosen.end()})));
    files_.use(std::move(blobs));
    return report_on(chosen);
  }

 private:
  Expected<TrendReport> report_on(const Names& chosen) {
    TrendReport report;
    report.trend = {.profile = manifest_.profile,
                    .since = query_.since,
                    .shallow = files_.history().shallow,
                    .now = query_.now,
                    .stale_after_days = query_.stale_after_days,
                    .scenarios = {}};
    for (const std::string& name : chosen) {
      // One that was moved is shown where it is now, unless it is asked for.
      const bool is_asked_for =
          std::find(query_.names.begin(), query_.names.end(), name) != query_.names.end();
      if (!is_asked_for && files_.was_renamed(manifest_.profile, name)) continue;
      std::vector<BaselineRevision> revisions = files_.revisions(manifest_.profile, name);
      if (revisions.empty() && on_disk_.count(name) == 0) {
        report.errors.push_back(none_of(name));
        continue;
      }
      report.trend.scenarios.push_back(trend_of(request_for(name, std::move(revisions))));
    }
    return report;
  }

  Error none_of(const std::string& name) const {
    const Expected<Baseline> none = store_.load(name);
    return none ? Error{ExitStatus::kBaseline, name + ": no baseline", ""} : none.error();
  }

  TrendRequest request_for(const std::string& name, std::vector<BaselineRevision> revisions) const {
    TrendRequest request;
    request.scenario = name;
    for (BaselineRevision& revision : revisions) revision.in_span = span_.has(revision);
    const bool is_committed = !revisions.empty() && revisions.back().after->is_there;
    request.revisions = std::move(revisions);
    request.uncommitted = is_uncommitted(name, is_committed);
    request.has_scenario = false;
    for (const Scenario& scenario : manifest_.scenarios) {
      if (scenario.name != name) continue;
      request.has_scenario = true;
      request.measured = last_results(manifest_, scenario);
    }
    request.metric = query_.metric;
    request.now = query_.now;
    request.stale_after_days = query_.stale_after_days;
    return request;
  }

  bool is_uncommitted(const std::string& name, bool is_committed) const {
    if (on_disk_.count(name) == 0) return is_committed;
    const Expected<std::string> text = read_file(store_.path_of(name));
    return !text || !says_the_same(*text, files_.committed_text(manifest_.profile, name),
                                   {.profile = manifest_.profile, .scenario = name});
  }

  const Manifest& manifest_;
  const TrendQuery& query_;
  BaselineStore store_;
  BaselineFiles files_;
  Span span_;
  Names on_disk_;
};

}  // namespace

Expected<TrendReport> trend(ProcessRunner& runner, const Manifest& manifest, const TrendQuery& query) {
  HIGHWATER_TRY(FolderHistory history, folder_history(runner, manifest.baselines));
  HIGHWATER_TRY(Span span, Span::create(runner, manifest, query.since));
  return Collector(manifest, query, BaselineFiles(std::move(history)), std::move(span)).collect(runner);
}

}  // namespace highwater
