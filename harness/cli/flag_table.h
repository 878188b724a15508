// SPDX-License-Identifier: Apache-2.0
// The subcommands and their flags as plain data, read out of the CLI11 definitions that parse the command
// line. Manual pages and shell completion are written from it, so that a flag is described in one place:
// where it is added.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace highwater {

// What may stand where a value is wanted.
enum class Value { kNone, kText, kFile, kFolder, kChoice, kScenario, kSubcommand };

struct FlagRow {
  std::vector<std::string> names;  // "-n", "--json"; of a positional argument its one name, "SCENARIO"
  std::string word;  // what stands for the value: "FILE", "counting|massif"; empty: it takes none
  Value value = Value::kNone;
  std::vector<std::string> choices;  // of Value::kChoice
  std::string description;
  bool required = false;
  bool repeated = false;  // takes any number of values
};

struct CommandRow {
  std::string name;
  std::string summary;
  std::vector<FlagRow> flags;
  std::vector<FlagRow> positionals;
  bool measures_command = false;  // what stands behind "--" is somebody else's command line
  std::string notes;              // long_help(): examples, what it does, exit codes
};

struct FlagTable {
  std::vector<FlagRow> flags;  // of `highwater` itself
  std::vector<CommandRow> commands;
};

// Without what is hidden from users.
FlagTable flag_table(const CLI::App& app);

}  // namespace highwater
