// SPDX-License-Identifier: Apache-2.0
// The timeline of a result file as JSON. Called by json.cc.
#pragma once

#include "base/json_reader.h"
#include "base/json_value.h"
#include "result/timeline.h"

namespace highwater {

Json timeline_to_json(const Timeline& timeline);

// `document` is the file, `root` its top value; "timeline" may be absent.
Expected<Timeline> read_timeline(const JsonObject& root);

}  // namespace highwater
