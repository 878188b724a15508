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
                         ServerOption server, BytesOption bytes) {
  std::string list;
  for (const std::string_view variant : variants) list.append(list.empty() ? "" : ", ").append(variant);
  std::fprintf(stderr, "%s: error: %s\nusage: %s --variant NAME [--describe]%s%s\nvariants: %s\n",
               program_invocation_short_name, problem.c_str(), program_invocation_short_name,
               server == ServerOption::kTaken ? " [--server PATH]" : "",
               bytes == BytesOption::kTaken ? " [--bytes NUMBER]" : "", list.c_str());
  std::exit(2);
}

// Plain digits, so that nothing is a size by mistake; at most a gigabyte, which fits any disk.
std::size_t size_from(std::string_view text) {
  constexpr std::size_t kMost = std::size_t{1} << 30;
  std::size_t size = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9' || size > kMost) return 0;
    size = size * 10 + static_cast<std::size_t>(digit - '0');
  }
  return size > kMost ? 0 : size;
}

}  // namespace

Arguments parse_arguments(int argc, char** argv, std::span<const std::string_view> variants,
                          ServerOption server, BytesOption bytes) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == "--describe") {
      arguments.describe = true;
      continue;
    }
    const bool is_server = server == ServerOption::kTaken && flag == "--server";
    const bool is_bytes = bytes == BytesOption::kTaken && flag == "--bytes";
    if (flag != "--variant" && !is_server && !is_bytes)
      refuse("unknown argument '" + std::string(flag) + "'", variants, server, bytes);
    if (++i == argc) refuse(std::string(flag) + " wants a value", variants, server, bytes);
    if (is_bytes) {
      arguments.bytes = size_from(argv[i]);
      if (arguments.bytes == 0)
        refuse("bad number of bytes '" + std::string(argv[i]) + "', expected 1 to 1073741824", variants,
               server, bytes);
      continue;
    }
    (is_server ? arguments.server : arguments.variant) = argv[i];
  }
  if (arguments.variant.empty()) refuse("no variant given", variants, server, bytes);
  if (std::find(variants.begin(), variants.end(), arguments.variant) == variants.end()) {
    refuse("unknown variant '" + std::string(arguments.variant) + "'", variants, server, bytes);
  }
  return arguments;
}

}  // namespace highwater::scenarios
