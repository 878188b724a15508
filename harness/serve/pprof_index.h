// SPDX-License-Identifier: Apache-2.0
// GET /debug/pprof/: the index of profiles, as programs written in Go show it (net/http/pprof).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace highwater {

// `live_blocks` and `allocations` are the counts beside the profiles. `token`: what the links have to have,
// where the browser got here by a link that had it; a browser cannot send a header of its own accord.
std::string render_pprof_index(std::int64_t live_blocks, std::int64_t allocations,
                               const std::optional<std::string>& token);

}  // namespace highwater
