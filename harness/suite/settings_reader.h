// SPDX-License-Identifier: Apache-2.0
// Reads settings out of a scenario of the manifest, or a part of the configuration. Called by their readers.
#pragma once

#include <string>

#include "base/json_reader.h"
#include "suite/settings.h"

namespace highwater {

// The keys that it reads; others are the caller's.
inline constexpr const char* kSettingKeys[] = {"probes", "timeout_seconds", "environment", "tolerance"};

Expected<Settings> read_settings(const JsonObject& object);

// A program's arguments and environment end at the first NUL byte.
bool has_nul(const std::string& text);

}  // namespace highwater
