// SPDX-License-Identifier: Apache-2.0
// Completion for shells out of the flags: subcommands, flags and their values, the scenarios of the manifest,
// and behind "--" another command.
#pragma once

#include <string>
#include <string_view>

#include "cli/flag_table.h"

namespace highwater {

std::string render_bash_completion(const FlagTable& table);
std::string render_zsh_completion(const FlagTable& table);
std::string render_fish_completion(const FlagTable& table);

// In single quotes, for bash and zsh.
std::string shell_quoted(std::string_view text);

}  // namespace highwater
