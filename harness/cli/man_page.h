// SPDX-License-Identifier: Apache-2.0
// Manual pages out of the flags: highwater(1), and highwater-<subcommand>(1) of each.
#pragma once

#include <string>

#include "cli/flag_table.h"

namespace highwater {

// In roff, with the macros of man(7) alone. No date: the same sources make the same page on every day.
std::string render_man_page(const FlagTable& table);
std::string render_man_page(const CommandRow& command);

}  // namespace highwater
