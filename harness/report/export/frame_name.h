// SPDX-License-Identifier: Apache-2.0
// What a frame is called where every frame needs a name: in stacks that other tools read.
#pragma once

#include <string>

#include "result/site.h"

namespace highwater {

// The whole function, or as pprof says it where that is not known: "[libfoo.so]", "<unknown>". Control
// characters are shown.
std::string name_of(const Frame& frame);

}  // namespace highwater
