// SPDX-License-Identifier: Apache-2.0
// The command line of every scenario: --variant NAME [--describe], --server PATH where there is a server,
// and --bytes NUMBER where the size of the work can be chosen.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace highwater::scenarios {

enum class ServerOption { kNone, kTaken };
enum class BytesOption { kNone, kTaken };

struct Arguments {
  std::string_view variant;  // one of those that parse_arguments was given
  bool describe = false;     // print facts as lines "key value" and do not run the region
  std::string_view server;   // empty: beside the scenario
  std::size_t bytes = 0;     // how much the scenario works on; 0: what it always does
};

// A wrong command line lists the variants on stderr and exits with 2.
Arguments parse_arguments(int argc, char** argv, std::span<const std::string_view> variants,
                          ServerOption server = ServerOption::kNone, BytesOption bytes = BytesOption::kNone);

}  // namespace highwater::scenarios
