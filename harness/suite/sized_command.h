// SPDX-License-Identifier: Apache-2.0
// The command of a scenario with sizes: `{size}` anywhere in it stands for the size of one run, as plain
// bytes. For the manifest's reader and for those who run scenarios.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace highwater {

bool has_size_placeholder(const std::vector<std::string>& command);

// Every `{size}` replaced by the number.
std::vector<std::string> sized_command(std::vector<std::string> command, std::int64_t size);

}  // namespace highwater
