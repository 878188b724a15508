// SPDX-License-Identifier: Apache-2.0
#include "gate/baseline_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace highwater {
namespace {

constexpr std::string_view kExtension = ".json";

std::string path_of(const std::string& profile, const std::string& scenario) {
  return fmt::format("{}/{}{}", profile, scenario, kExtension);
}

bool was_there(const FileChange& change) {
  return std::any_of(change.before.begin(), change.before.end(),
                     [](const std::string& blob) { return !blob.empty(); });
}

bool is_new(const FileChange& change) {
  return change.before.size() == 1 && !was_there(change) && !change.after.empty() &&
         is_baseline_path(change.path);
}

bool is_gone(const FileChange& change) {
  return change.before.size() == 1 && was_there(change) && change.after.empty() &&
         is_baseline_path(change.path);
}

void add_numbers(std::string& text, const GatedMetrics& metrics) {
  for (const auto& [metric, gated] : metrics)
    text += fmt::format("{} {} {} {} {}\n", name_of(metric), gated.value, gated.tolerance.absolute,
                        gated.tolerance.relative, gated.limit ? fmt::format("{}", *gated.limit) : "-");
}

// All that is gated, as text that is equal where it is equal. Empty where the baseline cannot be read.
std::string numbers_of(const BaselineState& state) {
  if (!state.baseline) return {};
  std::string text = describe_region(state.baseline->region) + "\n";
  add_numbers(text, state.baseline->metrics);
  for (const auto& [probe, metrics] : state.baseline->overrides) {
    text += fmt::format("{}\n", name_of(probe));
    add_numbers(text, metrics);
  }
  return text;
}

// One side of a move.
struct Moved {
  std::string path;
  std::string blob;
  std::string numbers;
};

std::string last_segment(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// What two sides must have in common, the surest first. An empty key has nothing in common with anything.
using Key = std::function<std::string(const Moved&)>;
std::string with_numbers(const std::string& word, const Moved& moved) {
  return moved.numbers.empty() ? std::string() : word + "\n" + moved.numbers;
}
const std::vector<Key>& keys() {
  static const std::vector<Key> kAll = {
      [](const Moved& moved) { return with_numbers(baseline_key_of(moved.path).scenario, moved); },
      [](const Moved& moved) { return moved.blob; },
      [](const Moved& moved) { return with_numbers(last_segment(moved.path), moved); },
      [](const Moved& moved) { return moved.numbers; }};
  return kAll;
}

// Pairs what has the same key, and takes it out of both lists.
void pair_by(const Key& key, std::vector<Moved>& came, std::vector<Moved>& went,
             std::map<std::string, std::string>& renames) {
  std::multimap<std::string, std::string> by_key;
  for (const Moved& old : went)
    if (const std::string text = key(old); !text.empty()) by_key.emplace(text, old.path);
  std::set<std::string> taken;
  for (const Moved& now : came) {
    const auto match = by_key.find(key(now));
    if (match == by_key.end()) continue;
    renames[now.path] = match->second;
    taken.insert(match->second);
    by_key.erase(match);
  }
  std::erase_if(came, [&](const Moved& now) { return renames.count(now.path) > 0; });
  std::erase_if(went, [&](const Moved& old) { return taken.count(old.path) > 0; });
}

}  // namespace

bool is_baseline_path(const std::string& path) {
  return path.size() > kExtension.size() && path.find('/') != std::string::npos &&
         path.compare(path.size() - kExtension.size(), kExtension.size(), kExtension) == 0;
}

BaselineKey baseline_key_of(const std::string& path) {
  const std::size_t slash = path.find('/');
  return {.profile = path.substr(0, slash),
          .scenario = path.substr(slash + 1, path.size() - slash - 1 - kExtension.size())};
}

BaselineFiles::BaselineFiles(FolderHistory history) : history_(std::move(history)) {
  for (std::size_t commit = 0; commit < history_.commits.size(); ++commit)
    for (const FileChange& change : history_.commits[commit].changes)
      touches_[change.path].push_back({.commit = commit, .change = &change});
}

const std::vector<BaselineFiles::Touch>& BaselineFiles::touches_of(const std::string& path) const {
  static const std::vector<Touch> kNone;
  const auto found = touches_.find(path);
  return found == touches_.end() ? kNone : found->second;
}

std::vector<std::string> BaselineFiles::names(const std::string& profile) const {
  std::vector<std::string> names;
  for (const auto& [path, touches] : touches_)
    if (is_baseline_path(path) && baseline_key_of(path).profile == profile)
      names.push_back(baseline_key_of(path).scenario);
  std::sort(names.begin(), names.end());
  return names;
}

std::set<std::string> BaselineFiles::blobs_of(const std::string& profile,
                                              const std::vector<std::string>& scenarios) const {
  std::vector<std::string> pending;
  std::set<std::string> wanted;
  const auto want = [&](const std::string& path) {
    if (wanted.insert(path).second) pending.push_back(path);
  };
  for (const std::string& scenario : scenarios) want(path_of(profile, scenario));
  std::set<std::string> blobs;
  const auto add = [&](const FileChange& change) {
    for (const std::string& blob : change.before)
      if (!blob.empty()) blobs.insert(blob);
    if (!change.after.empty()) blobs.insert(change.after);
  };
  std::set<std::size_t> moves;
  while (!pending.empty()) {
    const std::string path = pending.back();
    pending.pop_back();
    for (const Touch& touch : touches_of(path)) {
      add(*touch.change);
      if (!is_new(*touch.change) && !is_gone(*touch.change)) continue;
      if (!moves.insert(touch.commit).second) continue;
      // Whatever else came or went in this commit may be its other side.
      const std::vector<FileChange>& changes = history_.commits[touch.commit].changes;
      if (std::none_of(changes.begin(), changes.end(), is_gone) ||
          std::none_of(changes.begin(), changes.end(), is_new))
        continue;
      for (const FileChange& change : changes) {
        if (is_new(change)) add(change);
        if (is_gone(change)) want(change.path);
      }
    }
  }
  return blobs;
}

BaselineStatePtr BaselineFiles::state_of(const std::string& path, const std::string& blob) {
  BaselineStatePtr& known = states_[{path, blob}];
  if (known) return known;
  BaselineState state;
  state.is_there = !blob.empty();
  if (state.is_there) {
    const auto text = blobs_.find(blob);
    if (text == blobs_.end() || !text->second) {
      state.problem = path + ": its contents are not in this clone";
    } else {
      Expected<Baseline> baseline = baseline_from_json(*text->second, path, baseline_key_of(path));
      if (baseline) {
        state.baseline = std::move(*baseline);
      } else {
        state.problem = baseline.error().what;
      }
    }
  }
  known = std::make_shared<const BaselineState>(std::move(state));
  return known;
}

const BaselineFiles::Renames& BaselineFiles::renames_of(std::size_t commit) {
  const auto [entry, is_first] = renames_.try_emplace(commit);
  Renames& renames = entry->second;
  if (!is_first) return renames;
  std::vector<Moved> came;
  std::vector<Moved> went;
  const std::vector<FileChange>& changes = history_.commits[commit].changes;
  if (std::none_of(changes.begin(), changes.end(), is_gone)) return renames;
  for (const FileChange& change : changes) {
    const auto moved = [&](const std::string& blob) {
      return Moved{.path = change.path, .blob = blob, .numbers = numbers_of(*state_of(change.path, blob))};
    };
    if (is_new(change)) came.push_back(moved(change.after));
    if (is_gone(change)) went.push_back(moved(change.before.front()));
  }
  for (const Key& key : keys()) pair_by(key, came, went, renames);
  return renames;
}

BaselineRevision BaselineFiles::revision_of(const Touch& touch) {
  const Commit& commit = history_.commits[touch.commit];
  BaselineRevision revision{.commit = commit.id,
                            .time = commit.author_time,
                            .subject = commit.subject,
                            .renamed_from = {},
                            .before = {},
                            .after = state_of(touch.change->path, touch.change->after)};
  for (const std::string& blob : touch.change->before)
    revision.before.push_back(state_of(touch.change->path, blob));
  return revision;
}

// From the newest commit back, changing the path wherever the file came from another.
std::vector<BaselineRevision> BaselineFiles::revisions(const std::string& profile,
                                                       const std::string& scenario) {
  std::vector<BaselineRevision> revisions;
  std::string path = path_of(profile, scenario);
  std::size_t end = history_.commits.size();
  for (bool moved = true; moved;) {
    moved = false;
    const std::vector<Touch>& touches = touches_of(path);
    for (auto touch = touches.rbegin(); touch != touches.rend() && !moved; ++touch) {
      if (touch->commit >= end) continue;
      BaselineRevision revision = revision_of(*touch);
      const Renames& renames = renames_of(touch->commit);
      if (const auto old = renames.find(path); is_new(*touch->change) && old != renames.end()) {
        const BaselineKey key = baseline_key_of(old->second);
        revision.renamed_from = key.profile == profile ? key.scenario : key.profile + "/" + key.scenario;
        for (const Touch& gone : touches_of(old->second))
          if (gone.commit == touch->commit)
            revision.before = {state_of(old->second, gone.change->before.front())};
        path = old->second;
        end = touch->commit;
        moved = true;
      }
      revisions.push_back(std::move(revision));
    }
  }
  std::reverse(revisions.begin(), revisions.end());
  return revisions;
}

bool BaselineFiles::was_renamed(const std::string& profile, const std::string& scenario) {
  const std::string path = path_of(profile, scenario);
  const std::vector<Touch>& touches = touches_of(path);
  if (touches.empty() || !is_gone(*touches.back().change)) return false;
  const Renames& renames = renames_of(touches.back().commit);
  return std::any_of(renames.begin(), renames.end(),
                     [&](const auto& rename) { return rename.second == path; });
}

std::optional<std::string> BaselineFiles::committed_text(const std::string& profile,
                                                         const std::string& scenario) const {
  const std::vector<Touch>& touches = touches_of(path_of(profile, scenario));
  if (touches.empty()) return std::nullopt;
  const auto text = blobs_.find(touches.back().change->after);
  return text == blobs_.end() ? std::nullopt : text->second;
}

}  // namespace highwater
