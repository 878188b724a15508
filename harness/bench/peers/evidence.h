// SPDX-License-Identifier: Apache-2.0
// What one run showed, apart from its time. engine.cc gathers it; measure.cc keeps it.
#pragma once

#include <cstdint>
#include <optional>

namespace highwater::peers {

struct Evidence {
  std::optional<std::int64_t> allocations;     // where the engine is Highwater
  std::optional<std::int64_t> peak_rss_bytes;  // of the program's process; none where it cannot be told apart
  std::optional<std::int64_t> peak_blocks;     // live at the peak: of sites and DHAT
  std::optional<std::int64_t> site_frames;     // of all sites together, as many as the target recorded
};

}  // namespace highwater::peers
