// SPDX-License-Identifier: Apache-2.0
// `highwater top`: the functions that hold most of a result's bytes.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/result_argument.h"

namespace highwater {
namespace {

struct TopCommandFlags {
  std::string path;
  TopFlags top;
};

ExitStatus top_and_print(Session& session, const TopCommandFlags& flags) {
  const Expected<LoadedSites> loaded = load_sites(flags.path, flags.top.region);
  if (!loaded) return session.report(loaded.error());
  const std::string subject = fmt::format("File: {}, {}", flags.path, loaded->part);
  return session.print(render_top(make_function_table(loaded->profile, table_options(flags.top)),
                                  text_options(flags.top, subject, session.color_out())),
                       ExitStatus::kOk);
}

}  // namespace

void add_top(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("top", "the functions that hold most, as pprof's top shows them");
  add_common(*command, session);
  const auto flags = std::make_shared<TopCommandFlags>();
  command->add_option("RESULT", flags->path, "a result with sites")->required();
  add_top_flags(*command, flags->top);
  command->callback(
      [&action, flags] { action = [flags](Session& at_run) { return top_and_print(at_run, *flags); }; });
}

}  // namespace highwater
