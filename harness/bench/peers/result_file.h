// SPDX-License-Identifier: Apache-2.0
// The result file of `highwater run`, as far as the peer comparison needs it. For engine.cc.
#pragma once

#include <string>

#include "base/error.h"
#include "bench/peers/evidence.h"

namespace highwater::peers {

// Evidence in `text`, the contents of the file `name`. A file without sites has no blocks at the peak and no
// frames.
Expected<Evidence> read_result(const std::string& text, const std::string& name);

}  // namespace highwater::peers
