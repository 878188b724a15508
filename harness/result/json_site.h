// SPDX-License-Identifier: Apache-2.0
// Sites and modules of a result file as JSON. Called by json.cc.
#pragma once

#include <vector>

#include "base/json_reader.h"
#include "result/site.h"

namespace highwater {

Json sites_to_json(const std::vector<SiteResult>& sites);
Json modules_to_json(const std::vector<ModuleResult>& modules);

// The arrays at "sites" and "modules" of `object`; the latter may be absent.
Expected<std::vector<SiteResult>> read_sites(const JsonObject& object);
Expected<std::vector<ModuleResult>> read_modules(const JsonObject& object);

}  // namespace highwater
