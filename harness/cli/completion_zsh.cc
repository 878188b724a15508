// SPDX-License-Identifier: Apache-2.0
// A function for zsh's own completion system: _arguments does the work, from one line a flag.
#include <fmt/format.h>

#include "cli/completion.h"

namespace highwater {
namespace {

constexpr const char* kZshHead =
    R"sh(#compdef highwater
# zsh completion of highwater, written by `highwater generate` from the flags of the command.

_highwater_scenarios() {
  local -a names
  local manifest=${(Q)opt_args[--manifest]:-highwater.json}
  names=(${(f)"$(_call_program scenarios highwater complete-scenarios --manifest ${(q)manifest} 2>/dev/null)"})
  compadd -a names
}

_highwater() {
  local curcontext="$curcontext" state line
  local -a subcommands
  typeset -A opt_args
)sh";

// In a specification of _arguments, brackets and colons end the description.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action(const FlagRow& row) {
  switch (row.value) {
    case Value::kChoice: {
      std::string words;
      for (const std::string& choice : row.choices) words += (words.empty() ? "" : " ") + choice;
      return "(" + words + ")";
    }
    case Value::kScenario:
      return "_highwater_scenarios";
    case Value::kSubcommand:
      return "_highwater_subcommands";
    case Value::kFile:
      return "_files";
    case Value::kFolder:
      return "_files -/";
    case Value::kText:
    case Value::kNone:
      return " ";
  }
  return " ";
}

// '--json=[write the result to FILE]:FILE:_files'. Each name by itself; `repeated` flags may come again.
std::string specifications(const FlagRow& flag) {
  std::string text;
  for (const std::string& name : flag.names) {
    const bool is_long = name.rfind("--", 0) == 0;
    std::string line = (flag.repeated ? "*" : "") + name;
    if (!flag.word.empty()) line += is_long ? "=" : "+";
    line += "[" + escaped(flag.description) + "]";
    if (!flag.word.empty()) line += ":" + escaped(flag.word) + ":" + action(flag);
    text += " \\\n        " + shell_quoted(line);
  }
  return text;
}

// Behind "--" the words are another command's.
std::string behind_dashes(const CommandRow& command) {
  return fmt::format(
      "  if [[ $words[2] == {} ]] && (( ${{words[(i)--]}} < CURRENT )); then\n"
      "    local -i dashes=${{words[(i)--]}}\n"
      "    shift dashes words\n"
      "    (( CURRENT -= dashes ))\n"
      "    _normal\n"
      "    return\n"
      "  fi\n",
      command.name);
}

std::string rendered(const CommandRow& command) {
  std::string text = fmt::format("    {})\n      _arguments -S", command.name);
  for (const FlagRow& flag : command.flags) text += specifications(flag);
  for (const FlagRow& positional : command.positionals) {
    const std::string number = positional.repeated ? "*" : "";
    text +=
        " \\\n        " + shell_quoted(number + ":" + positional.names.front() + ":" + action(positional));
  }
  return text + "\n      ;;\n";
}

}  // namespace

std::string render_zsh_completion(const FlagTable& table) {
  std::string commands;
  for (const CommandRow& command : table.commands)
    commands += "\n    " + shell_quoted(command.name + ":" + command.summary);
  std::string text = kZshHead;
  for (const CommandRow& command : table.commands)
    if (command.measures_command) text += behind_dashes(command);
  text += "  subcommands=(" + commands + ")\n  _arguments -C";
  for (const FlagRow& flag : table.flags) text += specifications(flag);
  text +=
      " \\\n        '1:COMMAND:->command' \\\n        '*::ARGUMENT:->argument' && return\n"
      "  case $state in\n    command) _describe command subcommands; return ;;\n  esac\n"
      "  case $line[1] in\n";
  for (const CommandRow& command : table.commands) text += rendered(command);
  return text +
         "  esac\n}\n\n_highwater_subcommands() {\n  compadd -- ${subcommands%%:*}\n}\n\n"
         "# Loaded by name it is called; sourced it makes itself known.\n"
         "if [[ $funcstack[1] == _highwater ]]; then\n  _highwater \"$@\"\nelse\n  compdef _highwater "
         "highwater\nfi\n";
}

}  // namespace highwater
