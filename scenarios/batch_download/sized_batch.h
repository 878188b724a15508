// SPDX-License-Identifier: Apache-2.0
// The batch with a size: bodies of so many bytes in all, kept as the pictures are and not recompressed. How
// what is kept grows with what came is the buffers' doing alone.
#pragma once

#include <cstddef>

#include "batch_download/keeping.h"

namespace highwater::scenarios {

inline constexpr unsigned kBodies = 16;

// Region "download", one iteration a body. `bytes`: a multiple of kBodies.
void download_sized(const BufferPlan& plan, int port, std::size_t bytes);

}  // namespace highwater::scenarios
