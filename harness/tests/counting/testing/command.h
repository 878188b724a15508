// SPDX-License-Identifier: Apache-2.0
// The `highwater` command itself, where exit codes and messages are what is tested.
#pragma once

#include <string>
#include <vector>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {

// `highwater run -- COMMAND…`
inline std::vector<std::string> run_of(const std::vector<std::string>& command,
                                       const std::vector<std::string>& flags = {}) {
  std::vector<std::string> words = {HIGHWATER_TEST_COMMAND, "run"};
  words.insert(words.end(), flags.begin(), flags.end());
  words.push_back("--");
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

}  // namespace highwater::e2e
