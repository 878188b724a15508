// SPDX-License-Identifier: Apache-2.0
// What a scenario printed, where it is repeated beside our own lines. Pure.
#pragma once

#include <string>

namespace highwater {

// Each line behind "      | ": nobody takes it for ours, and a CI system, which obeys a line that begins with
// "::error::" even after blanks, does not obey it.
std::string quoted_output(const std::string& text);

// What a program says before it dies stands at the end.
std::string last_lines(const std::string& text, int count);

}  // namespace highwater
