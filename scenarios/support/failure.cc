// SPDX-License-Identifier: Apache-2.0
#include "support/failure.h"

#include <errno.h>  // program_invocation_short_name
#include <unistd.h>

#include <cstdio>
#include <cstring>

namespace highwater::scenarios {

void fail(std::string_view what, std::string_view why) {
  std::fprintf(stderr, "%s: error: %.*s%s%.*s\n", program_invocation_short_name,
               static_cast<int>(what.size()), what.data(), why.empty() ? "" : ": ",
               static_cast<int>(why.size()), why.data());
  _exit(1);
}

void fail_errno(std::string_view what) {
  fail(what, std::strerror(errno));
}

}  // namespace highwater::scenarios
