// SPDX-License-Identifier: Apache-2.0
// Where `run --json` puts its document.
#pragma once

#include <string>

#include "cli/session.h"

namespace highwater {

// To `path`; empty: nowhere, "-": stdout. An error is reported.
ExitStatus write_json(Session& session, const std::string& path, const std::string& json);

}  // namespace highwater
