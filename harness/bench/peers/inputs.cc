// SPDX-License-Identifier: Apache-2.0
// The numbers come from a multiplicative hash of the position: spread, and without a state to carry.
#include "bench/peers/inputs.h"

#include <fmt/format.h>

#include <iterator>

namespace highwater::peers {
namespace {

std::uint32_t hash(std::int64_t i) {
  return static_cast<std::uint32_t>(i) * 2654435761U;  // Knuth's constant
}

}  // namespace

std::string json_input(std::int64_t records) {
  std::string text = "[";
  for (std::int64_t i = 0; i < records; ++i) {
    const std::uint32_t h = hash(i);
    fmt::format_to(
        std::back_inserter(text),
        R"({}{{"id":{},"name":"user-{:08x}","tags":["t{}","u{}"],"score":{}.{:02},"parent":{{"id":{}}}}})",
        i == 0 ? "" : ",\n", i, h, h % 17, h % 251, h % 1000, h % 100, i / 2);
  }
  return text + "]\n";
}

std::string sql_input(std::int64_t rows) {
  std::string text =
      "CREATE TABLE t(id INTEGER PRIMARY KEY, k INTEGER, name TEXT);\nCREATE INDEX t_k ON t(k);\nBEGIN;\n";
  constexpr std::int64_t kRowsPerStatement = 100;
  for (std::int64_t i = 0; i < rows; ++i) {
    const bool last = (i + 1) % kRowsPerStatement == 0 || i + 1 == rows;
    fmt::format_to(std::back_inserter(text), "{}({},{},'name-{:08x}'){}",
                   i % kRowsPerStatement == 0 ? "INSERT INTO t VALUES" : "", i, hash(i), hash(i + 1),
                   last ? ";\n" : ",");
  }
  return text + "COMMIT;\nSELECT count(*), sum(length(name)) FROM t WHERE k > 1000 ORDER BY k;\n";
}

std::string regex_input(std::int64_t functions) {
  std::string text = "#include <iterator>\n#include <regex>\n#include <string>\n";
  for (std::int64_t i = 0; i < functions; ++i) {
    fmt::format_to(std::back_inserter(text),
                   R"(int matches_{0}(const std::string& text) {{
  static const std::regex regex("([a-z]+){0}=([0-9]{{1,{1}}})|x*");
  std::smatch match;
  if (!std::regex_search(text, match, regex)) return 0;
  const std::string rest = std::regex_replace(text, regex, "$1");
  return static_cast<int>(std::distance(std::sregex_iterator(rest.begin(), rest.end(), regex), std::sregex_iterator()));
}}
)",
                   i, i + 2);
  }
  return text;
}

}  // namespace highwater::peers
