// SPDX-License-Identifier: Apache-2.0
// Pictures from a seed: noise over a slope, so that a JPEG of few pixels has many bytes (decoding is what
// costs time under Valgrind, and it goes by pixels and bytes) and still looks different at every size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/row_sink.h"

namespace highwater::scenarios {

// The same seed, size and quality always give the same bytes (with one version of libjpeg).
std::vector<std::byte> noise_jpeg(std::uint64_t seed, PictureSize size, int quality);

}  // namespace highwater::scenarios
