// SPDX-License-Identifier: Apache-2.0
// The subcommands: each adds its flags to the command line and says what to run when it is chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "cli/session.h"

namespace highwater {

// What main() runs after parsing: the chosen subcommand.
using Action = std::function<ExitStatus(Session&)>;

// The subcommand that takes another command line, behind "--".
inline constexpr const char* kMeasuringCommand = "run";

// `command` is what stands behind "--": the command that `run` measures.
void add_run(CLI::App& app, Session& session, const std::vector<std::string>& command, Action& action);
void add_check(CLI::App& app, Session& session, Action& action);
void add_update(CLI::App& app, Session& session, Action& action);
void add_bisect(CLI::App& app, Session& session, Action& action);
void add_review(CLI::App& app, Session& session, Action& action);
void add_trend(CLI::App& app, Session& session, Action& action);
void add_selftest(CLI::App& app, Session& session, Action& action);
void add_list(CLI::App& app, Session& session, Action& action);
void add_init(CLI::App& app, Session& session, Action& action);
void add_top(CLI::App& app, Session& session, Action& action);
void add_diff(CLI::App& app, Session& session, Action& action);
void add_export(CLI::App& app, Session& session, Action& action);
void add_report(CLI::App& app, Session& session, Action& action);
void add_doctor(CLI::App& app, Session& session, Action& action);
void add_help(CLI::App& app, Action& action);
void add_generate(CLI::App& app, Session& session, Action& action);

// With the nearest one there is.
Error no_such_subcommand(const CLI::App& app, const std::string& name);

// The screen that `highwater -h` shows.
std::string short_help();
// Below the flags of `highwater help <name>`: examples and exit codes.
std::string long_help(const std::string& name);

// The clock, in seconds since 1970: nothing below this layer reads one for what it shows.
std::int64_t seconds_now();

// Flags that several subcommands share.
void add_common(CLI::App& command, Session& session);
void add_manifest(CLI::App& command, Session& session);

}  // namespace highwater
