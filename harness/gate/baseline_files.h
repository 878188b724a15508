// SPDX-License-Identifier: Apache-2.0
// The history of a folder (vcs/history.h) seen as baselines: which there were, what each said at each commit,
// and where it was before it was moved. Pure. For trend.cc and review.cc.
//
// Two files are one baseline under two names when one commit took the first away and brought the second, and
// either their text is the same, or all their numbers, tolerances and limits are. Git's own guess, by alike
// lines, would not do: any two baselines are alike.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "baseline/baseline_json.h"
#include "compare/trend.h"
#include "vcs/history.h"

namespace highwater {

// Is `path`, from the folder of all baselines on, that of a baseline?
bool is_baseline_path(const std::string& path);
// REQUIRES: is_baseline_path(path).
BaselineKey baseline_key_of(const std::string& path);

class BaselineFiles {
 public:
  explicit BaselineFiles(FolderHistory history);
  BaselineFiles(BaselineFiles&&) = default;
  BaselineFiles(const BaselineFiles&) = delete;  // touches_ points into history_

  const FolderHistory& history() const { return history_; }

  // The scenarios that ever had a file for `profile`, sorted.
  std::vector<std::string> names(const std::string& profile) const;

  // The blobs that revisions() of these scenarios may need; hand their contents to use().
  std::set<std::string> blobs_of(const std::string& profile, const std::vector<std::string>& scenarios) const;
  void use(Blobs blobs) { blobs_ = std::move(blobs); }

  // Every commit that touched the scenario's file, also under its former names; parents first.
  std::vector<BaselineRevision> revisions(const std::string& profile, const std::string& scenario);

  // It is gone, and lives on under another name.
  bool was_renamed(const std::string& profile, const std::string& scenario);

  // The text of the file as last committed; nothing where it has none.
  std::optional<std::string> committed_text(const std::string& profile, const std::string& scenario) const;

 private:
  // A file's change and the commit's place in the history.
  struct Touch {
    std::size_t commit = 0;
    const FileChange* change = nullptr;
  };
  using Renames = std::map<std::string, std::string>;  // the new path -> the old one

  BaselineStatePtr state_of(const std::string& path, const std::string& blob);
  const Renames& renames_of(std::size_t commit);
  BaselineRevision revision_of(const Touch& touch);
  const std::vector<Touch>& touches_of(const std::string& path) const;

  FolderHistory history_;
  std::map<std::string, std::vector<Touch>> touches_;  // by path, parents first
  Blobs blobs_;
  std::map<std::pair<std::string, std::string>, BaselineStatePtr> states_;  // by path and blob
  std::map<std::size_t, Renames> renames_;                                  // by commit, as they are needed
};

}  // namespace highwater
