// SPDX-License-Identifier: Apache-2.0
// Massif's statistics, from Valgrind's log: the counts that no massif file has. Read by the massif probe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace highwater {

// Valgrind counts in 32 bits: only differences and comparisons modulo 2^32 mean something.
struct MassifStats {
  std::uint32_t allocations = 0;  // without reallocations
  std::uint32_t reallocations = 0;
  std::uint32_t frees = 0;
  std::uint32_t ignored = 0;  // events that massif left out of its heap because it could not read their stack
  std::uint32_t skipped_snapshots = 0;
  std::uint32_t peak_snapshots = 0;
  std::uint32_t cullings = 0;

  bool operator==(const MassifStats&) const = default;

  // Massif took a snapshot at every event and still has them all.
  bool kept_every_event() const { return skipped_snapshots == 0 && cullings == 0; }
  // Blocks that are live. (Reallocating a block keeps it one block.)
  std::uint32_t live_blocks() const { return allocations - frees; }
};

struct MassifLog {
  std::map<std::uint32_t, MassifStats> marks;  // by number, what the shim asked for at each region boundary
  std::optional<MassifStats> at_exit;          // with --stats=yes, on every kind of exit
};

// Reads the lines of process `pid`; what its forked children wrote into the same log, and anything else, is
// passed over.
MassifLog parse_massif_log(std::string_view text, int pid);

}  // namespace highwater
