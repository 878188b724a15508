// SPDX-License-Identifier: Apache-2.0
// The flags of highwater_peers. main parses them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace highwater::peers {

struct Options {
  std::vector<std::string> engines;    // in the order of the table
  std::vector<std::string> workloads;  // the same
  int runs = 9;
  int slow_runs = 9;
  double scale = 1;
  std::string highwater;            // empty: ../bin/highwater, seen from the command's own folder
  std::optional<std::string> json;  // the file
  bool help = false;
};

Expected<Options> parse_options(int argc, char** argv);
std::string usage();

}  // namespace highwater::peers
