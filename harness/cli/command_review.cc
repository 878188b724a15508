// SPDX-License-Identifier: Apache-2.0
// `highwater review`: what a branch did to the baselines, and whether it may.
#include "base/file.h"
#include "cli/commands.h"
#include "cli/output_path.h"
#include "gate/review.h"
#include "report/json/review.h"
#include "report/markdown/review.h"
#include "report/text/review.h"

namespace highwater {
namespace {

struct ReviewFlags {
  std::string range;
  std::string baselines;
  std::string json;
  std::string markdown;
  bool has_manifest = false;
};

// To a file, or `-`, which stands in for the text.
struct ReviewOutput {
  const std::string& path;
  std::string text;
};

ExitStatus show(Session& session, const ReviewReport& report, const ReviewFlags& flags) {
  ExitStatus status = status_of(report);
  std::string shown;
  for (const ReviewOutput& output :
       {ReviewOutput{flags.json, flags.json.empty() ? "" : to_json(report)},
        ReviewOutput{flags.markdown, flags.markdown.empty() ? "" : render_review_markdown(report)}}) {
    if (output.path == "-") {
      shown += output.text;
    } else if (!output.path.empty()) {
      const Expected<void> written = write_file(output.path, output.text);
      if (!written) status = worst(status, session.report(written.error()));
    }
  }
  return session.print(shown.empty() ? render_review(report, session.color_out()) : shown, status);
}

ExitStatus review_and_print(Session& session, const ReviewFlags& flags) {
  for (const Expected<void>& fits :
       {require_output("--json", flags.json), require_output("--markdown", flags.markdown)})
    if (!fits) return session.report(fits.error());
  ReviewQuery query{.range = flags.range, .baselines = flags.baselines, .manifest = nullptr};
  // With --baselines nothing needs to have been built.
  Expected<Manifest> manifest = Manifest{};
  if (flags.has_manifest || flags.baselines.empty()) {
    manifest = session.manifest();
    if (!manifest) {
      Error error = manifest.error();
      if (!flags.has_manifest) error.hint += "; without one: --baselines DIR";
      return session.report(error);
    }
    query.manifest = &*manifest;
    if (query.baselines.empty()) query.baselines = manifest->baselines;
  }
  const Expected<ReviewReport> report = review(session.runner(), query);
  if (!report) return session.report(report.error());
  return show(session, *report, flags);
}

}  // namespace

void add_review(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("review", "what a branch did to the baselines, and whether it may");
  add_common(*command, session);
  add_manifest(*command, session);
  const auto flags = std::make_shared<ReviewFlags>();
  command->add_option("RANGE", flags->range, "BASE..HEAD: what HEAD has since it left BASE")->required();
  command->add_option("--baselines", flags->baselines,
                      "the DIR of baselines (default: the manifest's); a manifest is not needed then");
  command->add_option("--json", flags->json, "write the review to FILE, or - for stdout instead of the text");
  command->add_option("--markdown", flags->markdown,
                      "write it to FILE as Markdown for a pull request, or - for stdout instead of the text");
  command->callback([command, &action, flags] {
    flags->has_manifest = command->count("--manifest") > 0;
    action = [flags](Session& at_run) { return review_and_print(at_run, *flags); };
  });
}

}  // namespace highwater
