// SPDX-License-Identifier: Apache-2.0
// Programs that read what the reports write, as somebody else's opinion on it.
#pragma once

#include <string>
#include <vector>

namespace highwater {

struct Opinion {
  int code = -1;    // -1: the program could not be run
  std::string out;  // all of it
  std::string err;
};

// Runs `argv` with the name of a file that holds `text` behind it. A program that is not there fails the test
// with the Debian `package` that has it.
Opinion ask(const std::vector<std::string>& argv, const std::string& text, const std::string& package);

}  // namespace highwater
