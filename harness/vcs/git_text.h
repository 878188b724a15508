// SPDX-License-Identifier: Apache-2.0
// What git prints, taken apart. For history.cc alone; here for the tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vcs/history.h"

namespace highwater {

// The format that parse_log() reads; with --raw -z --no-abbrev.
inline constexpr char kLogFormat[] = "--format=tformat:commit %H %at %s";

// Paths lose `prefix`, which all of them have; any that does not is left out.
Expected<std::vector<Commit>> parse_log(std::string_view text, const std::string& prefix);

// What `git cat-file --batch` prints.
Expected<Blobs> parse_blobs(std::string_view text);

}  // namespace highwater
