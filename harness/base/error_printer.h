// SPDX-License-Identifier: Apache-2.0
// Shows an Error as text where GoogleTest would show its bytes. For tests alone; every test file that
// compares errors as a whole includes it.
#pragma once

#include <ostream>

#include "base/error.h"

namespace highwater {

inline void PrintTo(const Error& error, std::ostream* out) {
  *out << "status " << static_cast<int>(error.status) << "\n  error: " << error.what
       << "\n  hint: " << error.hint;
}

}  // namespace highwater
