// SPDX-License-Identifier: Apache-2.0
// An environment as a list of "NAME=value", looked at and changed. Used by the gate, and by the probes, which
// add a library to LD_PRELOAD.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace highwater {

std::optional<std::string> get_variable(const std::vector<std::string>& environment, const std::string& name);

// Replaces the variable where it stands, or adds it at the end.
void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value);

// Puts `library` first in LD_PRELOAD, before what the user preloads.
void add_preload(std::vector<std::string>& environment, const std::string& library);

}  // namespace highwater
