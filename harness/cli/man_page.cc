// SPDX-License-Identifier: Apache-2.0
#include "cli/man_page.h"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "cli/commands.h"

namespace highwater {
namespace {

// The code point that begins at text[at], which is moved behind it.
// REQUIRES: text is UTF-8, as every string in this program's sources is.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  std::uint32_t point = first & (0x3FU >> more);
  for (int i = 0; i < more && at < text.size(); ++i)
    point = point << 6U | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  return point;
}

// What roff would take for an escape, a hyphen where a minus belongs, or a request at the start of a line.
std::string escape(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool starts_line = at == 0 || text[at - 1] == '\n';
    const std::uint32_t point = next_code_point(text, at);
    if (starts_line && (point == '.' || point == '\'')) out += "\\&";
    switch (point) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '`':
        out += "\\(ga";
        break;
      case '^':
        out += "\\(ha";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '"':
        out += "\\(dq";
        break;
      default:
        if (point < 0x80)
          out += static_cast<char>(point);
        else
          out += fmt::format("\\[u{:04X}]", point);
    }
  }
  return out;
}

std::string header(const std::string& page) {
  std::string upper = page;
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return fmt::format(
      ".\\\" Written by `highwater generate`, from the flags of the command.\n"
      ".TH {} 1 \"\" \"highwater {}\" \"Highwater\"\n",
      escape(upper), escape(HIGHWATER_VERSION));
}

std::string bold(std::string_view text) {
  return "\\fB" + escape(text) + "\\fR";
}
std::string italic(std::string_view text) {
  return "\\fI" + escape(text) + "\\fR";
}

std::string rendered(const FlagRow& flag) {
  std::string names;
  for (const std::string& name : flag.names) {
    const bool positional = name.front() != '-';
    names += (names.empty() ? "" : ", ") + (positional ? italic(name) : bold(name));
  }
  if (flag.names.front().front() == '-' && !flag.word.empty()) names += " " + italic(flag.word);
  if (flag.repeated) names += escape("…");
  return fmt::format(".TP\n{}\n{}{}\n", names, escape(flag.description), flag.required ? " (required)" : "");
}

std::string rendered(const std::vector<FlagRow>& flags) {
  std::string text;
  for (const FlagRow& flag : flags) text += rendered(flag);
  return text;
}

std::string usage(const CommandRow& command) {
  std::string text = bold("highwater " + command.name) + " [flags]";
  for (const FlagRow& flag : command.flags)
    if (flag.required) text += " " + bold(flag.names.back()) + " " + italic(flag.word);
  for (const FlagRow& positional : command.positionals) {
    const std::string word = italic(positional.names.front()) + (positional.repeated ? escape("…") : "");
    text += positional.required ? " " + word : " [" + word + "]";
  }
  if (command.measures_command) text += " " + bold("--") + " " + italic("COMMAND") + escape("…");
  return text;
}

std::vector<std::string> paragraphs(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", at), text.size());
    std::string paragraph = text.substr(at, end - at);
    paragraph.erase(0, paragraph.find_first_not_of('\n'));
    while (!paragraph.empty() && paragraph.back() == '\n') paragraph.pop_back();
    if (!paragraph.empty()) all.push_back(std::move(paragraph));
    at = end + 2;
  }
  return all;
}

// The long help is examples, paragraphs and exit codes; a page has a section for each.
std::string rendered_notes(const std::string& notes) {
  constexpr std::string_view kExamplesHead = "Examples:\n";
  constexpr std::string_view kExitCodesHead = "Exit codes: ";
  std::string examples;
  std::string text;
  std::string codes;
  for (const std::string& paragraph : paragraphs(notes)) {
    if (paragraph.rfind(kExamplesHead, 0) == 0)
      examples += ".SH EXAMPLES\n.nf\n" + escape(paragraph.substr(kExamplesHead.size())) + "\n.fi\n";
    else if (paragraph.rfind(kExitCodesHead, 0) == 0)
      codes += ".SH EXIT STATUS\n" + escape(paragraph.substr(kExitCodesHead.size())) + "\n";
    else
      text += (text.empty() ? ".SH NOTES\n" : ".PP\n") + escape(paragraph) + "\n";
  }
  return text + examples + codes;
}

}  // namespace

std::string render_man_page(const CommandRow& command) {
  const std::string page = "highwater-" + command.name;
  return header(page) +
         fmt::format(".SH NAME\n{} \\- {}\n.SH SYNOPSIS\n{}\n", escape(page), escape(command.summary),
                     usage(command)) +
         (command.positionals.empty() ? "" : ".SH ARGUMENTS\n" + rendered(command.positionals)) +
         ".SH FLAGS\n" + rendered(command.flags) + rendered_notes(command.notes) +
         ".SH SEE ALSO\n.BR highwater (1)\n";
}

std::string render_man_page(const FlagTable& table) {
  std::string text = header("highwater") +
                     ".SH NAME\nhighwater \\- a memory\\-regression test harness for native programs\n"
                     ".SH SYNOPSIS\n" +
                     bold("highwater") + " " + italic("COMMAND") + " [flags]\n.SH COMMANDS\n";
  std::string pages;
  for (const CommandRow& command : table.commands) {
    text += fmt::format(".TP\n{}\n{}\n", bold(command.name), escape(command.summary));
    pages += fmt::format("{}.BR {} (1)", pages.empty() ? "" : ",\n", escape("highwater-" + command.name));
  }
  return text + ".SH FLAGS\n" + rendered(table.flags) + rendered_notes(long_help("")) + ".SH SEE ALSO\n" +
         pages + "\n";
}

}  // namespace highwater
