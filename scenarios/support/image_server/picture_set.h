// SPDX-License-Identifier: Apache-2.0
// The pictures that the image server serves.
#pragma once

#include <cstddef>
#include <vector>

namespace highwater::scenarios {

// `count` JPEGs of about 20 KB to 1 MB, most of them small, as a service's are, in an order that mixes the
// sizes. The last one is small: the scenario asks for it to warm up.
std::vector<std::vector<std::byte>> make_picture_set(unsigned count);

}  // namespace highwater::scenarios
