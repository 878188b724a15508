// SPDX-License-Identifier: Apache-2.0
// One `complete` line a flag, each under the condition that its subcommand is the first word.
#include <fmt/format.h>

#include "cli/completion.h"

namespace highwater {
namespace {

constexpr const char* kFishHead =
    R"sh(# fish completion of highwater, written by `highwater generate` from the flags of the command.

# The subcommand that is there: none, or one of the arguments. Behind "--" stands another command's line.
function __highwater_at
    set -l words (commandline -opc)
    set -e words[1]
    contains -- -- $words; and return 1
    if test (count $argv) -eq 0
        test (count $words) -eq 0
        return
    end
    test (count $words) -gt 0; and contains -- $words[1] $argv
end

function __highwater_behind_dashes
    set -l words (commandline -opc)
    test "$words[2]" = $argv[1]; and contains -- -- $words
end

function __highwater_scenarios
    set -l words (commandline -opc)
    set -l manifest highwater.json
    for i in (seq (count $words))
        if test "$words[$i]" = --manifest; and test $i -lt (count $words)
            set manifest $words[(math $i + 1)]
        else if string match -q -- '--manifest=*' $words[$i]
            set manifest (string replace -- --manifest= '' $words[$i])
        end
    end
    highwater complete-scenarios --manifest $manifest 2>/dev/null
end

complete -c highwater -f
)sh";

std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string words_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return fish_quoted(text);
}

std::vector<std::string> fish_subcommands(const FlagTable& table) {
  std::vector<std::string> names;
  for (const CommandRow& command : table.commands) names.push_back(command.name);
  return names;
}

// What is offered as the value: -x is a value and no files, -r one with files.
std::string value(const FlagTable& table, const FlagRow& row, bool is_flag) {
  std::string needed = is_flag ? " -x" : "";
  switch (row.value) {
    case Value::kNone:
      return "";
    case Value::kText:
      return needed;
    case Value::kFile:
      return is_flag ? " -r -F" : " -F";
    case Value::kFolder:
      return needed + " -a '(__fish_complete_directories)'";
    case Value::kChoice:
      return needed + " -a " + words_of(row.choices);
    case Value::kScenario:
      return needed + " -a '(__highwater_scenarios)'";
    case Value::kSubcommand:
      return needed + " -a " + words_of(fish_subcommands(table));
  }
  return "";
}

std::string flag_line(const FlagTable& table, const std::string& condition, const FlagRow& flag) {
  std::string line = "complete -c highwater -n " + fish_quoted(condition);
  for (const std::string& name : flag.names)
    line += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return line + value(table, flag, true) + " -d " + fish_quoted(flag.description) + "\n";
}

}  // namespace

std::string render_fish_completion(const FlagTable& table) {
  std::string text = kFishHead;
  for (const FlagRow& flag : table.flags) text += flag_line(table, "__highwater_at", flag);
  for (const CommandRow& command : table.commands) {
    text += fmt::format("\ncomplete -c highwater -n '__highwater_at' -a {} -d {}\n", command.name,
                        fish_quoted(command.summary));
    const std::string condition = "__highwater_at " + command.name;
    for (const FlagRow& flag : command.flags) text += flag_line(table, condition, flag);
    for (const FlagRow& positional : command.positionals)
      text += fmt::format("complete -c highwater -n {}{}\n", fish_quoted(condition),
                          value(table, positional, false));
    if (command.measures_command)
      text += fmt::format(
          "complete -c highwater -n '__highwater_behind_dashes {}' -F -a '(__fish_complete_command)'\n",
          command.name);
  }
  return text;
}

}  // namespace highwater
