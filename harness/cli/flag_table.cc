// SPDX-License-Identifier: Apache-2.0
#include "cli/flag_table.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "cli/commands.h"

namespace highwater {
namespace {

struct ValueWord {
  const char* word;
  Value value;
};
// Descriptions name the value in capitals: "write the result to FILE". A flag whose description has none of
// these takes text, and positional arguments are called by theirs.
constexpr std::array kValueWords = {
    ValueWord{"FILE", Value::kFile},         ValueWord{"DIR", Value::kFolder},
    ValueWord{"RESULT", Value::kFile},       ValueWord{"RESULTS", Value::kFile},
    ValueWord{"OLD", Value::kFile},          ValueWord{"NEW", Value::kFile},
    ValueWord{"SCENARIO", Value::kScenario}, ValueWord{"COMMAND", Value::kText},
    ValueWord{"SECONDS", Value::kText},      ValueWord{"DAYS", Value::kText},
    ValueWord{"SIZE", Value::kText},         ValueWord{"TIME", Value::kText},
    ValueWord{"REVISION", Value::kText},     ValueWord{"RANGE", Value::kText},
    ValueWord{"TEXT", Value::kText},         ValueWord{"N", Value::kText},
    ValueWord{"ADDRESS", Value::kText},
};

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

const ValueWord* value_word_in(const std::string& description) {
  for (std::size_t at = 0; at < description.size();) {
    const std::size_t end =
        static_cast<std::size_t>(std::find_if_not(description.begin() + static_cast<std::ptrdiff_t>(at),
                                                  description.end(), is_letter) -
                                 description.begin());
    const std::string word = description.substr(at, end - at);
    for (const ValueWord& known : kValueWords)
      if (word == known.word) return &known;
    at = end + 1;
  }
  return nullptr;
}

// CLI11 shows the members of a set as "TEXT:{counting,massif}", and has no other way to them.
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  const std::size_t close = type.rfind('}');
  std::vector<std::string> choices;
  if (open == std::string::npos || close == std::string::npos || close < open) return choices;
  std::istringstream members(type.substr(open + 1, close - open - 1));
  for (std::string member; std::getline(members, member, ',');) choices.push_back(member);
  return choices;
}

std::string join(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

void set_value(FlagRow& row, const CLI::Option& option) {
  row.choices = choices_of(option);
  if (!row.choices.empty()) {
    row.value = Value::kChoice;
    row.word = join(row.choices, "|");
    return;
  }
  const ValueWord* const known = value_word_in(row.description);
  const bool is_text = option.get_type_name().rfind("TEXT", 0) == 0;
  row.value = known != nullptr ? known->value : Value::kText;
  row.word = known != nullptr ? known->word : is_text ? "TEXT" : "N";
}

FlagRow row_of(const CLI::Option& option) {
  FlagRow row;
  row.description = option.get_description();
  row.required = option.get_required();
  row.repeated = option.get_expected_max() > 1;
  if (option.get_positional()) {
    row.names = {option.get_name(true)};
    row.word = row.names.front();
    const ValueWord* const known = value_word_in(row.word);
    row.value = known != nullptr ? known->value : Value::kText;
    return row;
  }
  for (const std::string& name : option.get_snames()) row.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) row.names.push_back("--" + name);
  if (option.get_items_expected_max() > 0) set_value(row, option);
  return row;
}

// main() answers these before CLI11 sees them.
FlagRow help_row() {
  FlagRow row;
  row.names = {"-h", "--help"};
  row.description = "show the flags, and end";
  return row;
}

CommandRow row_of(const CLI::App& command) {
  CommandRow row;
  row.name = command.get_name();
  row.summary = command.get_description();
  row.measures_command = row.name == kMeasuringCommand;
  row.notes = long_help(row.name);
  for (const CLI::Option* option : command.get_options()) {
    FlagRow flag = row_of(*option);
    if (option->get_positional() && row.name == "help") flag.value = Value::kSubcommand;
    (option->get_positional() ? row.positionals : row.flags).push_back(std::move(flag));
  }
  row.flags.push_back(help_row());
  return row;
}

}  // namespace

FlagTable flag_table(const CLI::App& app) {
  FlagTable table;
  for (const CLI::Option* option : app.get_options()) table.flags.push_back(row_of(*option));
  table.flags.push_back(help_row());
  for (const CLI::App* command :
       app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); }))
    table.commands.push_back(row_of(*command));
  return table;
}

}  // namespace highwater
