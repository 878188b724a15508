// SPDX-License-Identifier: Apache-2.0
#include "gate/take_proposals.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/file.h"
#include "base/terminal.h"
#include "baseline/baseline_json.h"
#include "baseline/digest.h"
#include "baseline/store.h"
#include "compare/accept.h"
#include "compare/foreign_terms.h"
#include "gate/proposal.h"
#include "gate/reviewed_change.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

// Of a proposal, which comes from a machine that checks anybody's change. That of a thousand baselines has
// 10 MB.
constexpr std::uint64_t kLargestProposal = std::uint64_t{256} << 20;

// A proposal and the file that it is from.
struct Source {
  std::string path;
  Proposal proposal;
};

Expected<std::vector<std::string>> files_in(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return std::vector<std::string>{folder};  // reading it says what is wrong
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator entry(folder, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
    if (entry->path().filename() == kProposalFile) files.push_back(entry->path().string());
  if (error) return fail_errno(error.value(), "read", folder);
  std::sort(files.begin(), files.end());
  if (files.empty())
    return fail(ExitStatus::kUsage, fmt::format("{}: no {} in it or below", folder, kProposalFile),
                "a failing `highwater check --proposal DIR` writes one; where nothing failed there is none");
  return files;
}

Expected<std::vector<Source>> read_sources(const TakeRequest& request) {
  std::vector<Source> sources;
  std::set<std::string> seen;
  for (const std::string& folder : request.folders) {
    HIGHWATER_TRY(const std::vector<std::string> files, files_in(folder));
    for (const std::string& file : files) {
      if (!seen.insert(absolute_path(file)).second) continue;
      HIGHWATER_TRY(const std::string text, read_file(file, kLargestProposal));
      HIGHWATER_TRY(Proposal proposal, proposal_from_json(text, file));
      sources.push_back({.path = file, .proposal = std::move(proposal)});
    }
  }
  return sources;
}

bool means(const std::string& name, const std::string& scenario) {
  const std::string family = name.empty() || name.back() == '/' ? name : name + "/";
  return name == scenario || scenario.compare(0, family.size(), family) == 0;
}

// What the gate holds a measurement to, and what was measured; where and when does not matter.
bool same_numbers(const Baseline& a, const Baseline& b) {
  return a.metrics == b.metrics && a.overrides == b.overrides && a.region == b.region;
}

std::string first_difference(const Baseline& a, const Baseline& b) {
  for (const auto& [metric, gated] : a.metrics) {
    const auto other = b.metrics.find(metric);
    if (other != b.metrics.end() && other->second.value != gated.value)
      return fmt::format("{} is {} and {}", name_of(metric), gated.value, other->second.value);
  }
  return "a term, an override or the region differs";
}

class Taker {
 public:
  Taker(const Manifest& manifest, const TakeRequest& request, const std::vector<Source>& sources)
      : manifest_(manifest), request_(request), sources_(sources) {}

  Expected<TakenProposals> take() {
    HIGHWATER_TRY_VOID(choose());
    HIGHWATER_TRY_VOID(require_all_names());
    std::vector<UpdateLock> locks;
    std::set<std::string> profiles;
    for (const auto& [key, chosen] : chosen_) profiles.insert(key.first);
    for (const auto& [key, chosen] : chosen_) {
      HIGHWATER_TRY_VOID(require_known(key.second, *chosen.source));
      HIGHWATER_TRY_VOID(prepare(key, chosen));
    }
    for (const std::string& profile : profiles) {
      HIGHWATER_TRY(UpdateLock lock, BaselineStore(manifest_.baselines, profile).lock());
      locks.push_back(std::move(lock));
    }
    std::vector<FileText> files;
    for (const auto& [path, text] : texts_) {
      files.push_back({.path = path, .pieces = {text}});
      taken_.paths.push_back(path);
    }
    HIGHWATER_TRY_VOID(write_files(files));
    return std::move(taken_);
  }

 private:
  struct Chosen {
    const Source* source;
    const ProposedBaseline* proposed;
  };
  using Key = std::pair<std::string, std::string>;  // profile and scenario

  bool is_selected(const std::string& scenario) const {
    return request_.names.empty() ||
           std::any_of(request_.names.begin(), request_.names.end(),
                       [&](const std::string& name) { return means(name, scenario); });
  }

  Expected<void> choose() {
    const std::string suite = suite_of(manifest_.baselines);
    for (const Source& source : sources_) {
      if (source.proposal.suite != suite)
        return fail(ExitStatus::kUsage,
                    fmt::format("{}: the proposal is for the baselines in {}, and those of {} are in {}",
                                source.path, printable(source.proposal.suite), manifest_.path, suite),
                    "is it of another project, or --manifest of another suite?");
      for (const ProposedBaseline& proposed : source.proposal.baselines) {
        if (!is_selected(proposed.baseline.scenario)) continue;
        const auto [entry, is_first] =
            chosen_.try_emplace({source.proposal.profile, proposed.baseline.scenario},
                                Chosen{.source = &source, .proposed = &proposed});
        if (is_first || same_numbers(entry->second.proposed->baseline, proposed.baseline)) continue;
        return fail(ExitStatus::kUsage,
                    fmt::format("{} and {}: two proposals for {} on {} with other numbers: {}",
                                entry->second.source->path, source.path, proposed.baseline.scenario,
                                source.proposal.profile,
                                first_difference(entry->second.proposed->baseline, proposed.baseline)),
                    "does the number vary from run to run? take one of the two folders");
      }
      for (const std::string& note : source.proposal.notes)
        if (is_selected(note.substr(0, note.find(": ")))) taken_.notes.push_back(note);
    }
    return {};
  }

  Expected<void> require_all_names() const {
    for (const std::string& name : request_.names)
      if (std::none_of(chosen_.begin(), chosen_.end(),
                       [&](const auto& entry) { return means(name, entry.first.second); }))
        return fail(ExitStatus::kUsage, fmt::format("{}: none of the proposals has it", printable(name)),
                    proposed_names());
    if (chosen_.empty())
      return fail(ExitStatus::kUsage,
                  fmt::format("{}: the proposal is of no baseline", sources_.front().path),
                  "its notes say why the scenarios that failed have none");
    return {};
  }

  std::string proposed_names() const {
    std::set<std::string> names;
    for (const Source& source : sources_)
      for (const ProposedBaseline& proposed : source.proposal.baselines)
        names.insert(proposed.baseline.scenario);
    return fmt::format("proposed are: {}", fmt::join(names, ", "));
  }

  // A scenario of another project would become an orphan; one that only another platform has is known there.
  Expected<void> require_known(const std::string& scenario, const Source& source) const {
    if (std::any_of(manifest_.scenarios.begin(), manifest_.scenarios.end(),
                    [&](const Scenario& known) { return known.name == scenario; }))
      return {};
    const BaselineStore store(manifest_.baselines, manifest_.profile);
    HIGHWATER_TRY(const std::vector<std::string> profiles, store.profiles());
    for (const std::string& profile : profiles) {
      HIGHWATER_TRY(const std::vector<std::string> names,
                    BaselineStore(manifest_.baselines, profile).names());
      if (std::find(names.begin(), names.end(), scenario) != names.end()) return {};
    }
    return fail(ExitStatus::kUsage,
                fmt::format("{}: a proposal for {}, which neither {} nor any platform's baselines have",
                            source.path, scenario, manifest_.path),
                "is the proposal of another project? otherwise name the scenarios to take, without this one");
  }

  Expected<void> prepare(const Key& key, const Chosen& chosen) {
    const auto& [profile, scenario] = key;
    const BaselineStore store(manifest_.baselines, profile);
    HIGHWATER_TRY(const std::optional<Baseline> old, store.find(scenario));
    Baseline now = chosen.proposed->baseline;
    now.reason = request_.reason;
    if (old && old->digest == now.digest && same_numbers(*old, now)) {
      taken_.notes.push_back(fmt::format("{} ({}): the tree has it already", scenario, profile));
      return {};
    }
    HIGHWATER_TRY_VOID(require_same_old(old, *chosen.proposed, chosen.source->path, store.path_of(scenario)));
    HIGHWATER_TRY_VOID(require_own_terms(old, now, chosen.source->path));
    taken_.tables.push_back(reviewed_change(old, now));
    texts_[store.path_of(scenario)] = to_json(now);
    return {};
  }

  Expected<void> require_same_old(const std::optional<Baseline>& old, const ProposedBaseline& proposed,
                                  const std::string& source, const std::string& path) const {
    const std::string here = old ? fingerprint_of(*old) : "";
    if (here == proposed.replaces.value_or("")) return {};
    const auto describe = [](const std::string& fingerprint, const std::string& revision) {
      if (fingerprint.empty()) return std::string("none");
      return revision.empty()
                 ? fingerprint.substr(0, 12)
                 : fmt::format("{} (measured at {})", fingerprint.substr(0, 12), printable(revision));
    };
    return fail(
        ExitStatus::kUsage,
        fmt::format(
            "{}: the baseline has changed since the proposal {} was made: it replaces {}, and the tree "
            "has {}",
            path, source, describe(proposed.replaces.value_or(""), proposed.replaced_revision),
            describe(here, old ? old->context.revision : "")),
        "check again on the branch as it is now, and take that proposal; nothing was changed");
  }

  // A proposal may come from outside, and a tolerance or limit of its own could hold the number to nothing.
  Expected<void> require_own_terms(const std::optional<Baseline>& old, const Baseline& now,
                                   const std::string& source) const {
    std::map<Metric, Tolerance> declared;
    for (const Scenario& scenario : manifest_.scenarios)
      if (scenario.name == now.scenario) declared = declared_tolerances(scenario);
    const std::string foreign = foreign_term(old, now, declared);
    if (foreign.empty()) return {};
    return fail(
        ExitStatus::kUsage,
        fmt::format("{}: {} ({}): the proposal holds the number to other terms than the baseline, the "
                    "manifest and the configuration do: {}",
                    source, now.scenario, now.profile, foreign),
        "a tolerance is changed in the manifest or the configuration, a limit in the baseline, by a "
        "commit of its own; then check again");
  }

  const Manifest& manifest_;
  const TakeRequest& request_;
  const std::vector<Source>& sources_;
  std::map<Key, Chosen> chosen_;
  std::map<std::string, std::string> texts_;  // by path
  TakenProposals taken_;
};

}  // namespace

Expected<TakenProposals> take_proposals(const Manifest& manifest, const TakeRequest& request) {
  if (is_blank(request.reason) || request.reason == kProposedReason)
    return fail(ExitStatus::kUsage, "no reason was given for the proposed numbers",
                "say why they change: --reason \"…\", or HIGHWATER_REASON='…' in the environment");
  HIGHWATER_TRY(const std::vector<Source> sources, read_sources(request));
  return Taker(manifest, request, sources).take();
}

}  // namespace highwater
