// SPDX-License-Identifier: Apache-2.0
// Why there are no numbers, in words: for a scope that cannot be judged, and for the listener.
#pragma once

#include <string>

namespace highwater::adapter {

// `result` is one of highwater_result but HIGHWATER_OK. The reason, and on a line of its own the hint.
std::string reason_for(int result);

// Whether this process was forked from the one that was started.
bool is_forked();

}  // namespace highwater::adapter
