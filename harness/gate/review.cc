// SPDX-License-Identifier: Apache-2.0
#include "gate/review.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/terminal.h"
#include "gate/baseline_files.h"
#include "vcs/range.h"

namespace highwater {
namespace {

using Paths = std::vector<std::string>;

bool has_baseline(const Paths& files) {
  return std::any_of(files.begin(), files.end(), is_baseline_path);
}

class Review {
 public:
  Review(const ReviewQuery& query, RevisionRange range, std::vector<FileChange> changes, Paths head_files)
      : query_(query),
        range_(std::move(range)),
        changes_(changes),
        head_files_(std::move(head_files)),
        files_(history_of(std::move(changes))) {}

  std::set<std::string> blobs() const {
    std::set<std::string> blobs;
    for (const FileChange& change : changes_) {
      blobs.insert(change.before.begin(), change.before.end());
      blobs.insert(change.after);
    }
    blobs.erase("");
    return blobs;
  }
  void use(Blobs blobs) { files_.use(std::move(blobs)); }

  ReviewReport report() {
    ReviewReport report{.base_name = range_.base_name,
                        .head_name = range_.head_name,
                        .fork = range_.fork,
                        .head = range_.head,
                        .baselines = {},
                        .notes = {}};
    for (const FileChange& change : changes_)
      if (is_baseline_path(change.path)) report.baselines.push_back(review_one(baseline_key_of(change.path)));
    return report;
  }

 private:
  // The branch as one commit.
  FolderHistory history_of(std::vector<FileChange> changes) const {
    FolderHistory history;
    history.commits.push_back(
        {.id = range_.head, .author_time = 0, .subject = {}, .changes = std::move(changes)});
    return history;
  }

  ReviewedBaseline review_one(const BaselineKey& key) {
    ReviewRequest request{.profile = key.profile,
                          .scenario = key.scenario,
                          .revision = files_.revisions(key.profile, key.scenario).back(),
                          .fate = ScenarioFate::kUnknown,
                          .moved_away = files_.was_renamed(key.profile, key.scenario)};
    if (!request.revision.after->is_there) request.fate = fate_of(key);
    return review_of(request);
  }

  ScenarioFate fate_of(const BaselineKey& key) const {
    const Manifest* manifest = query_.manifest;
    const bool is_own = manifest != nullptr && manifest->profile == key.profile;
    if (manifest != nullptr && !is_own && !has_profile(key.profile)) return ScenarioFate::kPlatformGone;
    if (manifest != nullptr &&
        std::any_of(manifest->scenarios.begin(), manifest->scenarios.end(),
                    [&](const Scenario& scenario) { return scenario.name == key.scenario; }))
      return ScenarioFate::kInManifest;
    for (const std::string& path : head_files_)
      if (is_baseline_path(path) && baseline_key_of(path).scenario == key.scenario)
        return ScenarioFate::kOnOtherPlatform;
    return manifest != nullptr ? ScenarioFate::kGone : ScenarioFate::kUnknown;
  }

  bool has_profile(const std::string& profile) const {
    return std::any_of(head_files_.begin(), head_files_.end(), [&](const std::string& path) {
      return is_baseline_path(path) && baseline_key_of(path).profile == profile;
    });
  }

  const ReviewQuery& query_;
  RevisionRange range_;
  std::vector<FileChange> changes_;
  Paths head_files_;
  BaselineFiles files_;
};

}  // namespace

Expected<ReviewReport> review(ProcessRunner& runner, const ReviewQuery& query) {
  HIGHWATER_TRY(RevisionRange range, range_of(runner, query.baselines, query.range));
  HIGHWATER_TRY(Paths head_files, files_at(runner, query.baselines, range.head));
  if (!has_baseline(head_files)) {
    HIGHWATER_TRY(const Paths fork_files, files_at(runner, query.baselines, range.fork));
    if (!has_baseline(fork_files))
      return fail(ExitStatus::kUsage,
                  fmt::format("{}: no baseline, neither in {} nor in {}", query.baselines,
                              printable(range.base_name), printable(range.head_name)),
                  "is that the folder of baselines? It is the manifest's, or --baselines DIR");
  }
  HIGHWATER_TRY(std::vector<FileChange> changes, changes_in(runner, query.baselines, range));
  const bool checked_out = range.checked_out;
  Review review(query, std::move(range), std::move(changes), std::move(head_files));
  HIGHWATER_TRY(Blobs blobs, read_blobs(runner, query.baselines, review.blobs()));
  review.use(std::move(blobs));
  ReviewReport report = review.report();
  if (checked_out) {
    HIGHWATER_TRY(const std::size_t dirty, uncommitted_files(runner, query.baselines));
    if (dirty > 0)
      report.notes.push_back(fmt::format("{} of the files in {} {} not committed: only commits are reviewed",
                                         dirty, query.baselines, dirty == 1 ? "is" : "are"));
  }
  return report;
}

}  // namespace highwater
