// SPDX-License-Identifier: Apache-2.0
#include "support/arguments.h"

#include <errno.h>  // program_invocation_short_name

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace highwater::scenarios {
namespace {

[[noreturn]] void refuse(const std::string& problem, std::span<const std::string_view> variants,
                         ServerOption server) {
  std::string list;
  for (const std::string_view variant : variants) list.append(list.empty() ? "" : ", ").append(variant);
  std::fprintf(stderr, "%s: error: %s\nusage: %s --variant NAME [--describe]%s\nvariants: %s\n",
               program_invocation_short_name, problem.c_str(), program_invocation_short_name,
               server == ServerOption::kTaken ? " [--server PATH]" : "", list.c_str());
  std::exit(2);
}

}  // namespace

Arguments parse_arguments(int argc, char** argv, std::span<const std::string_view> variants,
                          ServerOption server) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == "--describe") {
      arguments.describe = true;
      continue;
    }
    const bool is_server = server == ServerOption::kTaken && flag == "--server";
    if (flag != "--variant" && !is_server)
      refuse("unknown argument '" + std::string(flag) + "'", variants, server);
    if (++i == argc) refuse(std::string(flag) + " wants a value", variants, server);
    (is_server ? arguments.server : arguments.variant) = argv[i];
  }
  if (arguments.variant.empty()) refuse("no variant given", variants, server);
  if (std::find(variants.begin(), variants.end(), arguments.variant) == variants.end()) {
    refuse("unknown variant '" + std::string(arguments.variant) + "'", variants, server);
  }
  return arguments;
}

}  // namespace highwater::scenarios
