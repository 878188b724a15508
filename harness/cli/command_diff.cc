// SPDX-License-Identifier: Apache-2.0
// `highwater diff`: what the functions of one result hold more or less than those of another.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/result_argument.h"

namespace highwater {
namespace {

struct DiffFlags {
  std::string old;
  std::string current;
  TopFlags top;
};

ExitStatus diff_and_print(Session& session, const DiffFlags& flags) {
  const Expected<LoadedSites> old = load_sites(flags.old, flags.top.region);
  if (!old) return session.report(old.error());
  const Expected<LoadedSites> current = load_sites(flags.current, flags.top.region);
  if (!current) return session.report(current.error());
  const std::string subject = fmt::format("File: {}, less {}, {}", flags.current, flags.old, current->part);
  return session.print(
      render_top(make_function_difference(old->profile, current->profile, table_options(flags.top)),
                 text_options(flags.top, subject, session.color_out())),
      ExitStatus::kOk);
}

}  // namespace

void add_diff(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand(
      "diff", "what functions hold more in one result than in another, as pprof's -diff_base");
  add_common(*command, session);
  const auto flags = std::make_shared<DiffFlags>();
  command->add_option("OLD", flags->old, "a result with sites; percentages are of its total")->required();
  command->add_option("NEW", flags->current, "another")->required();
  add_top_flags(*command, flags->top);
  command->callback(
      [&action, flags] { action = [flags](Session& at_run) { return diff_and_print(at_run, *flags); }; });
}

}  // namespace highwater
