// SPDX-License-Identifier: Apache-2.0
// The command line of every scenario: --variant NAME [--describe], and --server PATH where there is a server.
#pragma once

#include <span>
#include <string_view>

namespace highwater::scenarios {

enum class ServerOption { kNone, kTaken };

struct Arguments {
  std::string_view variant;  // one of those that parse_arguments was given
  bool describe = false;     // print facts as lines "key value" and do not run the region
  std::string_view server;   // empty: beside the scenario
};

// A wrong command line lists the variants on stderr and exits with 2.
Arguments parse_arguments(int argc, char** argv, std::span<const std::string_view> variants,
                          ServerOption server = ServerOption::kNone);

}  // namespace highwater::scenarios
