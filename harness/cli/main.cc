// SPDX-License-Identifier: Apache-2.0
// The `highwater` command: parse, then run the chosen subcommand.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>

#include "base/interrupt.h"
#include "base/launcher.h"
#include "base/suggest.h"
#include "cli/commands.h"

namespace highwater {
namespace {

// Everything behind the first "--" belongs to the measured command, whatever it looks like.
std::vector<std::string> split_command(std::vector<std::string>& arguments) {
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  if (dashes == arguments.end()) return {};
  std::vector<std::string> command(dashes + 1, arguments.end());
  arguments.erase(dashes, arguments.end());
  return command;
}

bool asks_for_help(const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(),
                     [](const std::string& argument) { return argument == "-h" || argument == "--help"; });
}

Error usage_error(const CLI::App& app, const std::vector<std::string>& arguments, const std::string& what) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  if (arguments.empty()) return {ExitStatus::kUsage, "no subcommand given", "`highwater -h` shows them"};
  const std::string& first = arguments.front();
  if (first.rfind('-', 0) != 0 && std::find(names.begin(), names.end(), first) == names.end()) {
    const std::optional<std::string> near = suggest(first, names);
    return {ExitStatus::kUsage, "no such subcommand: " + first,
            near ? "did you mean \"" + *near + "\"?" : "`highwater -h` shows them"};
  }
  return {ExitStatus::kUsage, what, "`highwater help" + (first.rfind('-', 0) == 0 ? "" : " " + first) + "` shows the flags"};
}

ExitStatus run_command_line(Session& session, std::vector<std::string> arguments) {
  const std::vector<std::string> command = split_command(arguments);
  CLI::App app;
  app.require_subcommand(1);
  app.set_help_flag();
  app.set_version_flag("--version", "highwater " HIGHWATER_VERSION);
  Action action;
  add_run(app, session, command, action);
  add_check(app, session, action);
  add_update(app, session, action);
  add_list(app, session, action);
  add_doctor(app, session, action);
  add_help(app, action);
  if (asks_for_help(arguments)) {
    // "check -h" is "help check"; "-h" alone is the short screen.
    const bool names_command = arguments.front().rfind('-', 0) != 0;
    arguments = names_command ? std::vector<std::string>{"help", arguments.front()} : std::vector<std::string>{"help"};
  }
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
    app.parse(std::move(reversed));
  } catch (const CLI::CallForVersion& version) {
    return session.print(std::string(version.what()) + "\n", ExitStatus::kOk);
  } catch (const CLI::ParseError& error) {
    return session.report(usage_error(app, arguments, error.what()));
  }
  return action(session);
}

}  // namespace
}  // namespace highwater

int main(int argc, char** argv) {
  using namespace highwater;
  Expected<Launcher> launcher = Launcher::start();  // before anything is allocated: see base/launcher.h
  note_interrupts();
  std::signal(SIGPIPE, SIG_IGN);
  try {
    if (!launcher) {
      std::fprintf(stderr, "highwater: error: %s\n", launcher.error().what.c_str());
      return static_cast<int>(launcher.error().status);
    }
    Session session(*launcher, argv[0]);
    return static_cast<int>(run_command_line(session, std::vector<std::string>(argv + 1, argv + argc)));
  } catch (const std::exception& error) {  // out of memory, or a mistake of ours: never a pass
    std::fprintf(stderr, "highwater: error: %s\n", error.what());
    return static_cast<int>(ExitStatus::kUsage);
  }
}
