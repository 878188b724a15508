// SPDX-License-Identifier: Apache-2.0
// One measurement as a few lines of text, for `run`.
#pragma once

#include <string>

#include "result/measurement.h"

namespace highwater {

std::string render_run(const Measurement& measurement, bool color);

}  // namespace highwater
