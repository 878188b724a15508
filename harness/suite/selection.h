// SPDX-License-Identifier: Apache-2.0
// Which scenarios a command line means.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "suite/manifest.h"

namespace highwater {

// The scenarios that `names` select, each once, in the manifest's order; all of them when there are no names.
// A name is a scenario's, or the family that one or more begin with: "batch_download" (or "batch_download/")
// means every "batch_download/…", unless that is a scenario itself. A name that selects nothing is an error
// (kUsage) with a suggestion. BORROWS: the scenarios belong to `manifest`.
Expected<std::vector<const Scenario*>> select(const Manifest& manifest,
                                              const std::vector<std::string>& names);

}  // namespace highwater
