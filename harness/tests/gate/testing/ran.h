// SPDX-License-Identifier: Apache-2.0
// How one run of the `highwater` command went, and what a test expects of it.
#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

#include "base/exit_status.h"

namespace highwater {

struct Ran {
  std::optional<int> code;  // none: it ended by a signal
  std::string out;
  std::string err;
  std::chrono::milliseconds elapsed{0};
  std::int64_t peak_rss_bytes = 0;
};

inline void PrintTo(const Ran& ran, std::ostream* stream) {
  *stream << "exit code " << (ran.code ? std::to_string(*ran.code) : "none (a signal)") << "\n--- stdout\n"
          << ran.out << "--- stderr\n"
          << ran.err << "---";
}

// A line of `text` that, after blanks, starts with "hint: " and contains `hint`.
inline bool has_hint(const std::string& text, const std::string& hint) {
  for (std::size_t at = text.find("hint: "); at != std::string::npos; at = text.find("hint: ", at + 1))
    if (text.substr(at, text.find('\n', at) - at).find(hint) != std::string::npos) return true;
  return false;
}

MATCHER(Succeeds, "exit code 0") {
  return arg.code == 0;
}

MATCHER_P2(Says, status, what, "exit code and message") {
  *result_listener << "expected exit code " << static_cast<int>(status) << " and \"" << what << "\"";
  return arg.code == static_cast<int>(status) && (arg.out + arg.err).find(what) != std::string::npos;
}

// The same with the remedy.
MATCHER_P3(Fails, status, what, hint, "exit code, message and hint") {
  *result_listener << "expected exit code " << static_cast<int>(status) << ", \"" << what
                   << "\" and the hint \"" << hint << "\"";
  const std::string text = arg.out + arg.err;
  return arg.code == static_cast<int>(status) && text.find(what) != std::string::npos && has_hint(text, hint);
}

}  // namespace highwater
