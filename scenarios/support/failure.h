// SPDX-License-Identifier: Apache-2.0
// How a scenario gives up: one sentence on stderr and exit code 1.
#pragma once

#include <string_view>

namespace highwater::scenarios {

// Prints "PROGRAM: error: WHAT: WHY". Leaves with _exit: it is called below C libraries' frames (which must
// not be unwound) and from threads (whose siblings must not meet destroyed statics).
[[noreturn]] void fail(std::string_view what, std::string_view why = {});

// The same for a call that set errno.
[[noreturn]] void fail_errno(std::string_view what);

}  // namespace highwater::scenarios
