// SPDX-License-Identifier: Apache-2.0
#include "cli/proposal_output.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"
#include "baseline/baseline_json.h"
#include "baseline/store.h"
#include "gate/propose.h"
#include "report/markdown/report.h"
#include "report/markdown/review.h"
#include "report/shell_word.h"
#include "report/text/check.h"
#include "report/text/review.h"
#include "vcs/patch.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPatch = "proposal.patch";
constexpr const char* kMarkdown = "proposal.md";
constexpr const char* kText = "proposal.txt";

Expected<Proposed> make_proposal(Session& session, const Manifest& manifest, const ProposalRequest& request) {
  HIGHWATER_TRY(const SuiteContext suite, session.suite(manifest));
  InstalledProbes probes(session.runner(), library_folder());
  return propose(suite, probes, request.names, request.report, session.progress());
}

Expected<std::string> patch_from(Session& session, const Manifest& manifest, const Proposed& proposed) {
  const std::string root = suite_root(manifest.baselines);
  std::vector<FilePatch> files;
  for (std::size_t i = 0; i < proposed.changes.size(); ++i) {
    const Baseline& baseline = proposed.proposal.baselines[i].baseline;
    const std::string path = BaselineStore(manifest.baselines, baseline.profile).path_of(baseline.scenario);
    files.push_back({.path = fs::path(absolute_path(path)).lexically_relative(root).string(),
                     .before = proposed.changes[i].before,
                     .after = to_json(baseline)});
  }
  return patch_of(session.runner(), files);
}

// The failures alone: what they are explained by is what the reader of a proposal asks.
CheckReport failures_of(const ProposalRequest& request) {
  CheckReport failures;
  if (request.report != nullptr)
    for (const CheckOutcome& outcome : request.report->outcomes)
      if (status_of(outcome, Improvements::kFail) != ExitStatus::kOk) failures.outcomes.push_back(outcome);
  return failures;
}

ReviewReport table_of(const Proposed& proposed) {
  ReviewReport table;
  for (const ProposalChange& change : proposed.changes) table.baselines.push_back(change.table);
  table.notes = proposed.proposal.notes;
  return table;
}

}  // namespace

Expected<std::string> write_proposal(Session& session, const Manifest& manifest,
                                     const ProposalRequest& request) {
  HIGHWATER_TRY(const Proposed proposed, make_proposal(session, manifest, request));
  const auto path = [&](const char* name) { return (fs::path(request.folder) / name).string(); };
  if (proposed.changes.empty()) {
    for (const char* name : {kProposalFile, kPatch, kMarkdown, kText}) {
      std::error_code error;
      fs::remove(path(name), error);
      if (error) return fail_errno(error.value(), "remove", path(name));
    }
    return std::string();
  }
  HIGHWATER_TRY(const std::string patch, patch_from(session, manifest, proposed));
  const ReviewReport table = table_of(proposed);
  const CheckReport failures = failures_of(request);
  const std::string command = session.command_line("update");
  std::string text = render_proposal(table, Headline::kProposed, false);
  std::string markdown = render_proposal_markdown(table, Headline::kProposed);
  if (!failures.outcomes.empty()) {
    text +=
        "\n" + render_check(failures, {.color = false,
                                       .improvements = request.improvements,
                                       .update_command = command,
                                       .source_root = fs::path(manifest.baselines).parent_path().string()});
    markdown +=
        "\n" + render_markdown(failures, {.improvements = request.improvements, .update_command = command});
  }
  const std::string json = to_json(proposed.proposal);
  HIGHWATER_TRY_VOID(write_files({{.path = path(kProposalFile), .pieces = {json}},
                                  {.path = path(kPatch), .pieces = {patch}},
                                  {.path = path(kMarkdown), .pieces = {markdown}},
                                  {.path = path(kText), .pieces = {text}}}));
  return fmt::format(
      "proposal: {} of {}; {} --from {} --reason \"…\"   takes {}, and so does git apply {}\n",
      request.folder,
      proposed.changes.size() == 1 ? "1 baseline" : fmt::format("{} baselines", proposed.changes.size()),
      command, shell_word(request.folder), proposed.changes.size() == 1 ? "it" : "them",
      shell_word(path(kPatch)));
}

}  // namespace highwater
