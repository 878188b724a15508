// SPDX-License-Identifier: Apache-2.0
// What flags and values are made of, and what everything from outside goes through before a terminal sees it.
#include <string>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/date.h"
#include "base/path_name.h"
#include "base/terminal.h"
#include "fuzz/targets.h"
#include "suite/shard.h"

namespace highwater::fuzz {
namespace {

// Of C0, or of C1 as terminals that know UTF-8 read it, or as those do that do not.
bool has_control_characters(const std::string& text) {
  unsigned char before = 0;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte >= 0x80 && byte < 0xa0 && (before < 0x80 || before == 0xc2)) return true;
    before = byte;
  }
  return false;
}

// What turns the direction of writing, ends a line, or is obeyed where a log is read.
bool has_hidden_commands(const std::string& text) {
  for (const char* hidden : {"\u061c", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202b", "\u202c",
                             "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "##["})
    if (text.find(hidden) != std::string::npos) return true;
  return false;
}

}  // namespace

void read_words(std::string_view input) {
  for (const Counted counted : {counted_in("peak_bytes"), counted_in("allocations")})
    if (const auto amount = parse_amount(input, counted); amount && *amount >= 0) {
      format_bytes(*amount);
      format_count(*amount);
    }
  parse_percent(input);
  if (const auto date = parse_date(input)) require(format_date(*date) == input, "a day that is another one");
  if (const auto shard = parse_shard(input); !shard)
    require(!shard.error().what.empty(), "an error without a message");
  for (const Segments segments : {Segments::kOne, Segments::kMany})
    if (path_name_problem(input, segments).empty()) {
      require(!input.empty() && input.front() != '/' && input.back() != '/', "a name that leaves its folder");
      require(("/" + std::string(input) + "/").find("/../") == std::string::npos,
              "a name that leaves its folder");
      require(!has_control_characters(std::string(input)), "a name with control characters");
    }
  const std::string shown = printable(input);
  require(!has_control_characters(shown), "a control character reaches the terminal");
  require(!has_hidden_commands(shown), "a command reaches the terminal or the log");
  require(printable(shown) == shown, "what is shown is not all there is to see");
}

}  // namespace highwater::fuzz
