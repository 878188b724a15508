// SPDX-License-Identifier: Apache-2.0
// The service's list of sizes.
#pragma once

#include "support/recompressor.h"

namespace highwater::scenarios {

inline constexpr ThumbnailWidths kSizeList{160, 120, 80};

}  // namespace highwater::scenarios
