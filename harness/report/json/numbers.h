// SPDX-License-Identifier: Apache-2.0
// How a run ended and what it measured, in the documents that hold many runs: repeat.cc, tests.cc.
#pragma once

#include "base/json_value.h"
#include "result/measurement.h"

namespace highwater {

Json numbers_to_json(const Measurement& measurement);

}  // namespace highwater
