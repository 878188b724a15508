// SPDX-License-Identifier: Apache-2.0
// The digest of a baseline as a JSON value. For the reader of baselines; a header of its own because
// nlohmann/json is slow to compile.
#pragma once

#include <string>

#include "base/json_value.h"

namespace highwater {

// Of the text as it is, so that keys of later versions count: see digest.h.
std::string digest_of(const Json& baseline);

}  // namespace highwater
