// SPDX-License-Identifier: Apache-2.0
#include "tests/consumers/generated.h"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

namespace highwater {

Generated::Generated() {
  project_.scenario("other/one", {"allocate", "1", "0"});
  EXPECT_THAT(project_.shell("cp highwater.json other.json"), Succeeds());
  project_.manifest()["scenarios"].clear();
  project_.scenario("cache/large", {"allocate", "1", "0"});
  project_.scenario("cache/small", {"allocate", "1", "0"});
  EXPECT_THAT(project_.highwater({"generate", "share"}), Succeeds());
}

Names Generated::subcommands() {
  const Ran ran = project_.highwater({"-h"});
  EXPECT_THAT(ran, Succeeds());
  Names names;
  const std::regex line("^  ([a-z][a-z-]*) .*");
  std::smatch match;
  for (const std::string& one : lines_of(ran.out))
    if (std::regex_match(one, match, line)) names.insert(match[1]);
  EXPECT_GE(names.size(), 10U) << ran.out;
  return names;
}

Names Generated::flags_of(const std::string& subcommand) {
  const Ran ran = project_.highwater({"help", subcommand});
  EXPECT_THAT(ran, Succeeds());
  Names flags = {"-h", "--help"};  // taken by main(), before CLI11
  const std::regex line("^  (-[^ ]+).*");
  std::smatch match;
  for (const std::string& one : lines_of(ran.out)) {
    if (!std::regex_match(one, match, line)) continue;
    std::istringstream names(match[1]);
    for (std::string name; std::getline(names, name, ',');) flags.insert(name);
  }
  return flags;
}

Names lines_of(const std::string& text) {
  Names lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) lines.insert(line);
  return lines;
}

}  // namespace highwater
