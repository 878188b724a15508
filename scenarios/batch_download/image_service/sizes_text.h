// SPDX-License-Identifier: Apache-2.0
// The list of sizes that a request asks for.
#pragma once

#include <optional>
#include <string_view>

#include "support/recompressor.h"

namespace highwater::scenarios {

// No picture is smaller, so that none is made larger.
inline constexpr unsigned kLargestWidth = 168;
inline constexpr unsigned kSmallestWidth = 16;

// "160,120,80": as many as the recompressor makes, largest first. Anything else is nothing.
std::optional<ThumbnailWidths> widths_of(std::string_view sizes);

}  // namespace highwater::scenarios
