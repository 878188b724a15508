// SPDX-License-Identifier: Apache-2.0
// Needs no bash-completion: one function, which is asked for the words at the cursor.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/completion.h"

namespace highwater {
namespace {

// Readline splits "--flag=value" at the sign. `compopt -o default` leaves the word to readline, which knows
// files. Not to be formatted: clang-format 14 loses its way in here.
// clang-format off
constexpr const char* kBashHead = R"sh(# bash completion of highwater, written by `highwater generate` from the flags of the command.

_highwater_manifest() {
  local i
  for ((i = 2; i < COMP_CWORD; ++i)); do
    [[ ${COMP_WORDS[i]} == --manifest ]] || continue
    [[ ${COMP_WORDS[i + 1]} == = ]] && ((++i))
    printf '%s\n' "${COMP_WORDS[i + 1]}"
    return
  done
  printf 'highwater.json\n'
}

_highwater_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_highwater_scenarios() {
  _highwater_words "$("${COMP_WORDS[0]}" complete-scenarios --manifest "$(_highwater_manifest)" 2>/dev/null)"
}

_highwater() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} i
  COMPREPLY=()
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
)sh";
// clang-format on

std::string all_names(const std::vector<FlagRow>& flags) {
  std::string names;
  for (const FlagRow& flag : flags)
    for (const std::string& name : flag.names) names += (names.empty() ? "" : " ") + name;
  return names;
}

std::string subcommands(const FlagTable& table) {
  std::string names;
  for (const CommandRow& command : table.commands) names += (names.empty() ? "" : " ") + command.name;
  return names;
}

std::string choices(const FlagRow& flag) {
  std::string words;
  for (const std::string& choice : flag.choices) words += (words.empty() ? "" : " ") + choice;
  return words;
}

std::string action(const FlagTable& table, const FlagRow& row) {
  switch (row.value) {
    case Value::kChoice:
      return "_highwater_words " + shell_quoted(choices(row));
    case Value::kScenario:
      return "_highwater_scenarios";
    case Value::kSubcommand:
      return "_highwater_words " + shell_quoted(subcommands(table));
    case Value::kFile:
      return "compopt -o default";
    case Value::kFolder:
      return "compopt -o dirnames";
    case Value::kText:
    case Value::kNone:
      return ":";
  }
  return ":";
}

std::string values_of(const FlagTable& table, const CommandRow& command) {
  std::string text;
  for (const FlagRow& flag : command.flags) {
    if (flag.word.empty()) continue;
    std::string pattern;
    for (const std::string& name : flag.names) pattern += (pattern.empty() ? "" : " | ") + name;
    text += fmt::format("        {}) {}; return ;;\n", pattern, action(table, flag));
  }
  return text;
}

std::string rendered(const FlagTable& table, const CommandRow& command) {
  std::string text = fmt::format("    {})\n", command.name);
  if (command.measures_command)
    text +=
        "      for ((i = 2; i < COMP_CWORD; ++i)); do\n"
        "        [[ ${COMP_WORDS[i]} == -- ]] || continue\n"
        "        ((i + 1 == COMP_CWORD)) && mapfile -t COMPREPLY < <(compgen -c -- \"$cur\")\n"
        "        compopt -o default\n"
        "        return\n"
        "      done\n";
  if (const std::string values = values_of(table, command); !values.empty())
    text += "      case $prev in\n" + values + "      esac\n";
  text += fmt::format("      if [[ $cur == -* ]]; then\n        _highwater_words {}\n",
                      shell_quoted(all_names(command.flags)));
  // Of several positional arguments all are of one kind.
  if (!command.positionals.empty())
    text += fmt::format("      else\n        {}\n", action(table, command.positionals.front()));
  return text + "      fi\n      ;;\n";
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string render_bash_completion(const FlagTable& table) {
  std::string text = kBashHead;
  text += fmt::format("  if ((COMP_CWORD == 1)); then\n    _highwater_words {}\n    return\n  fi\n",
                      shell_quoted(subcommands(table) + " " + all_names(table.flags)));
  text += "  case ${COMP_WORDS[1]} in\n";
  for (const CommandRow& command : table.commands) text += rendered(table, command);
  return text + "  esac\n}\ncomplete -F _highwater highwater\n";
}

}  // namespace highwater
