// SPDX-License-Identifier: Apache-2.0
// Names in the commands that reports tell to copy. Pure.
#pragma once

#include <string>

namespace highwater {

// "a 'b c' …": as a POSIX shell takes it.
std::string shell_word(const std::string& word);

}  // namespace highwater
