// SPDX-License-Identifier: Apache-2.0
#include "cli/update_from.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "gate/proposal.h"
#include "gate/take_proposals.h"
#include "report/text/review.h"
#include "vcs/commit_files.h"

namespace highwater {
namespace {

// The reason's first line is the subject; what changed is below.
std::string message_of(const std::string& reason, const ReviewReport& table) {
  return fmt::format("Baselines: {}\n\n{}", reason, render_proposal(table, Headline::kTaken, false));
}

}  // namespace

ExitStatus update_from(Session& session, const UpdateFromFlags& flags) {
  const Expected<Manifest> manifest = session.manifest();
  if (!manifest) return session.report(manifest.error());
  const Expected<TakenProposals> taken =
      take_proposals(*manifest, {.folders = flags.folders, .names = flags.names, .reason = flags.reason});
  if (!taken) return session.report(taken.error());
  ReviewReport table;
  table.baselines = taken->tables;
  table.notes = taken->notes;
  std::string text = render_proposal(table, Headline::kTaken, session.color_out());
  if (!flags.commit || taken->paths.empty()) return session.print(text, ExitStatus::kOk);
  std::vector<std::string> paths;
  for (const std::string& path : taken->paths) paths.push_back(absolute_path(path));
  const Expected<std::string> commit =
      commit_files(session.runner(), suite_root(manifest->baselines), paths, message_of(flags.reason, table));
  if (!commit) return worst(session.print(text, ExitStatus::kOk), session.report(commit.error()));
  return session.print(text + fmt::format("committed as {}\n", *commit), ExitStatus::kOk);
}

}  // namespace highwater
