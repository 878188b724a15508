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

bool has_control_characters(const std::string& text) {
  for (const char letter : text)
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) return true;
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
  require(!has_control_characters(printable(input)), "a control character reaches the terminal");
}

}  // namespace highwater::fuzz
