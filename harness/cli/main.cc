// SPDX-License-Identifier: Apache-2.0
// The `highwater` command: parse, then run the chosen subcommand.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>

#include "base/cut_files.h"
#include "base/interrupt.h"
#include "base/launcher.h"
#include "base/suggest.h"
#include "cli/commands.h"

namespace highwater {
namespace {

// What `run` measures: everything behind the first "--", whatever it looks like.
std::vector<std::string> split_command(std::vector<std::string>& arguments) {
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  if (dashes == arguments.end() || arguments.front() != kMeasuringCommand) return {};
  std::vector<std::string> command(dashes + 1, arguments.end());
  arguments.erase(dashes, arguments.end());
  return command;
}

bool asks_for_help(const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(),
                     [](const std::string& argument) { return argument == "-h" || argument == "--help"; });
}

// The first argument that looks like a flag and is none of the subcommand's.
std::optional<std::string> unknown_flag(const CLI::App& command, const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    const std::string flag = argument.substr(0, argument.find('='));
    if (flag.rfind("--", 0) == 0 && command.get_option_no_throw(flag) == nullptr) return flag;
  }
  return std::nullopt;
}

std::vector<std::string> flags_of(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  return flags;
}

// REQUIRES: arguments begin with the name of `command`.
Error extra_argument(const CLI::App& command, const std::vector<std::string>& arguments,
                     const std::string& what) {
  Error error{ExitStatus::kUsage, what, "`highwater help " + command.get_name() + "` shows the flags"};
  if (const std::optional<std::string> flag = unknown_flag(command, arguments)) {
    error.what = command.get_name() + ": unknown flag: " + *flag;
    if (const std::optional<std::string> near = suggest(*flag, flags_of(command)))
      error.hint = "did you mean \"" + *near + "\"?";
  } else if (command.get_name() == kMeasuringCommand) {
    error.hint = "the command belongs behind \"--\": highwater run -- ./program argument";
  }
  return error;
}

Error usage_error(const CLI::App& app, const std::vector<std::string>& arguments,
                  const CLI::ParseError& parse_error) {
  if (arguments.empty()) return {ExitStatus::kUsage, "no subcommand given", "`highwater -h` shows them"};
  const std::string& first = arguments.front();
  if (first.rfind('-', 0) == 0)
    return {ExitStatus::kUsage, parse_error.what(), "`highwater -h` shows the flags"};
  const std::vector<const CLI::App*> commands =
      app.get_subcommands([&](const CLI::App* named) { return named->get_name() == first; });
  if (commands.empty()) return no_such_subcommand(app, first);
  // Its name would be the subcommand's.
  if (parse_error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError))
    return extra_argument(*commands.front(), arguments, parse_error.what());
  return {ExitStatus::kUsage, parse_error.what(), "`highwater help " + first + "` shows the flags"};
}

// A flag whose value is empty would be ignored silently, as if it had not been given: a variable of the shell
// that is not set. Only a reason may come empty, since it is asked for where one is needed.
std::optional<Error> empty_value(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    const CLI::results_t& values = option->results();
    if (name == "--reason" || std::find(values.begin(), values.end(), "") == values.end()) continue;
    return Error{ExitStatus::kUsage, command.get_name() + ": the value of " + name + " is empty",
                 "is a variable of the shell not set? give it a value, or leave " + name + " out"};
  }
  return std::nullopt;
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
  add_review(app, session, action);
  add_trend(app, session, action);
  add_selftest(app, session, action);
  add_bisect(app, session, action);
  add_init(app, session, action);
  add_list(app, session, action);
  add_top(app, session, action);
  add_diff(app, session, action);
  add_export(app, session, action);
  add_report(app, session, action);
  add_doctor(app, session, action);
  add_help(app, action);
  add_generate(app, session, action);
  if (asks_for_help(arguments)) {
    // "check -h" is "help check"; "-h" alone is the short screen.
    const bool names_command = arguments.front().rfind('-', 0) != 0;
    arguments = names_command ? std::vector<std::string>{"help", arguments.front()}
                              : std::vector<std::string>{"help"};
  }
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
    app.parse(std::move(reversed));
  } catch (const CLI::CallForVersion& version) {
    return session.print(std::string(version.what()) + "\n", ExitStatus::kOk);
  } catch (const CLI::ParseError& error) {
    return session.report(usage_error(app, arguments, error));
  }
  for (const CLI::App* chosen : app.get_subcommands())
    if (const std::optional<Error> error = empty_value(*chosen)) return session.report(*error);
  return action(session);
}

// The number of a closed stream would be given to the next file that is opened, and what is printed would end
// up there.
void keep_standard_streams() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", O_RDWR);
}

}  // namespace
}  // namespace highwater

int main(int argc, char** argv) {
  using namespace highwater;
  keep_standard_streams();
  Expected<Launcher> launcher = Launcher::start();  // before anything is allocated: see base/launcher.h
  note_interrupts();
  survive_cut_files();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files is an error like a full disk
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
