// SPDX-License-Identifier: Apache-2.0
// The result file: a Measurement as JSON, schema 1 (harness/README.md). Changes are additive; a reader
// ignores keys that it does not know and refuses another schema number.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "result/measurement.h"

namespace highwater {

// Two-space indented, keys in the documented order, integers in bytes, a trailing newline. Text that is not
// UTF-8 is shown with replacement characters: a result is always valid JSON.
std::string to_json(const Measurement& measurement);

// `name` is the file's, for messages. Errors (kUsage): not JSON (with line), another schema, a key that is
// missing or of the wrong type.
Expected<Measurement> measurement_from_json(std::string_view text, const std::string& name);

}  // namespace highwater
