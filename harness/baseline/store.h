// SPDX-License-Identifier: Apache-2.0
// The folder of baselines: `<root>/<profile>/<scenario>.json`. `check` loads from it, `update` saves to it.
// Nothing is ever deleted, and nothing is replaced except by save().
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "baseline/baseline.h"

namespace highwater {

// Held while baselines are being updated; the lock ends with it.
class UpdateLock {
 public:
  explicit UpdateLock(Fd folder) : folder_(std::move(folder)) {}

 private:
  Fd folder_;
};

// Thread safety: none needed, it holds no state but its two names.
class BaselineStore {
 public:
  // `root` is the folder of all profiles, which need not exist yet. REQUIRES: `profile` is a valid path name.
  BaselineStore(std::string root, std::string profile)
      : root_(std::move(root)), profile_(std::move(profile)) {}

  const std::string& root() const { return root_; }
  const std::string& profile() const { return profile_; }
  std::string path_of(const std::string& scenario) const;

  // The baseline of `scenario`; nothing if there is no file. What is there and cannot be used is an error,
  // see baseline_from_json(). Numbers that do not fit their digest are for the caller to see to.
  Expected<std::optional<Baseline>> find(const std::string& scenario) const;

  // The same, where none is an error too (kBaseline): it tells a scenario without any baseline from one that
  // has some for other platforms. So is one whose numbers do not fit its digest.
  Expected<Baseline> load(const std::string& scenario) const;

  // The scenarios that have a file for this profile, sorted.
  Expected<std::vector<std::string>> names() const;

  // Those of them that are not among `scenarios`: baselines that guard nothing. Sorted.
  Expected<std::vector<std::string>> orphans(const std::vector<std::string>& scenarios) const;

  // The profiles that have any baseline, sorted.
  Expected<std::vector<std::string>> profiles() const;

  // Replaces the file atomically, with the digest that fits. REQUIRES: the baseline is of this store's
  // profile.
  Expected<void> save(const Baseline& baseline) const;

  // Keeps a second updater of this profile out: it gets kUsage, at once. The profile's own folder is what is
  // locked, so that no lock file ends up in git.
  Expected<UpdateLock> lock() const;

 private:
  std::string root_;
  std::string profile_;
};

}  // namespace highwater
