// SPDX-License-Identifier: Apache-2.0
// One waiver from its JSON object. For waivers.cc and for results that hold the waivers they were judged by.
#pragma once

#include "base/error.h"
#include "base/json_reader.h"
#include "base/json_value.h"
#include "suite/waivers.h"

namespace highwater {

// Everything but what only the manifest can tell. Errors: a key that is missing or unknown, of the wrong
// type, or has a value that no waiver can have.
Expected<Waiver> read_waiver(const JsonObject& object);

Json to_json_value(const Waiver& waiver);

}  // namespace highwater
