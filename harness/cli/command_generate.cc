// SPDX-License-Identifier: Apache-2.0
// Two hidden subcommands. `generate` writes manual pages and shell completion, for the build;
// `complete-scenarios` is what the completion asks for names.
#include "base/file.h"
#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/flag_table.h"
#include "cli/man_page.h"

namespace highwater {
namespace {

struct GeneratedFile {
  std::string path;  // as installed, below share/
  std::string text;
};

std::vector<GeneratedFile> generated_files(const CLI::App& app) {
  const FlagTable table = flag_table(app);
  std::vector<GeneratedFile> files = {
      {"man/man1/highwater.1", render_man_page(table)},
      {"bash-completion/completions/highwater", render_bash_completion(table)},
      {"zsh/site-functions/_highwater", render_zsh_completion(table)},
      {"fish/vendor_completions.d/highwater.fish", render_fish_completion(table)},
  };
  for (const CommandRow& command : table.commands)
    files.push_back({"man/man1/highwater-" + command.name + ".1", render_man_page(command)});
  return files;
}

ExitStatus generate(Session& session, const CLI::App& app, const std::string& folder) {
  for (const GeneratedFile& file : generated_files(app)) {
    const std::string path = folder + "/" + file.path;
    if (const Expected<void> made = make_directories(path.substr(0, path.rfind('/'))); !made)
      return session.report(made.error());
    if (const Expected<void> written = write_file(path, file.text); !written)
      return session.report(written.error());
  }
  return ExitStatus::kOk;
}

// In the order of the manifest, one a line.
ExitStatus print_scenarios(Session& session) {
  const Expected<Manifest> manifest = session.manifest();
  if (!manifest) return session.report(manifest.error());
  std::string text;
  for (const Scenario& scenario : manifest->scenarios) text += scenario.name + "\n";
  return session.print(text, ExitStatus::kOk);
}

}  // namespace

void add_generate(CLI::App& app, Session& session, Action& action) {
  CLI::App* command =
      app.add_subcommand("generate", "write manual pages and shell completion, from the flags")->group("");
  const auto folder = std::make_shared<std::string>();
  command->add_option("DIR", *folder, "the folder that becomes share/ of an install tree")->required();
  command->callback([&app, &action, folder] {
    action = [&app, folder](Session& at_run) { return generate(at_run, app, *folder); };
  });

  CLI::App* names = app.add_subcommand("complete-scenarios", "names for shell completion")->group("");
  add_manifest(*names, session);
  names->callback([&action] { action = print_scenarios; });
}

}  // namespace highwater
