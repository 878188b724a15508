// SPDX-License-Identifier: Apache-2.0
// What the massif shim, inside the program under Valgrind, tells the massif probe: a file that the probe
// makes and the shim maps, so that nothing is lost however the program ends, and so that no descriptor has to
// stay open in it. The layout: one MassifWireHeader, then `capacity` MassifBoundary records.
//
// Reader: massif_events.cc. Writer: shim/massif_shim.cc. Raise kMassifWireVersion on any change.
#pragma once

#include <cstddef>
#include <cstdint>

#include "injection/order.h"

namespace highwater {

inline constexpr std::uint64_t kMassifWireMagic = 0x7373616d2d777468;  // "htw-mass"
inline constexpr std::uint32_t kMassifWireVersion = 2;
inline constexpr const char* kMassifDirectoryVariable = "HIGHWATER_MASSIF_DIR";
inline constexpr const char* kMassifEventsFile = "events";  // in that folder
inline constexpr const char* kMassifShimLink =
    "shim.so";  // and the shim, under a name that LD_PRELOAD can hold
inline constexpr const char* kMassifMark =
    "highwater-mark ";  // in Valgrind's log, before a boundary's statistics
inline constexpr std::uint32_t kMassifCapacity = 1 << 14;  // boundaries in one run
inline constexpr std::size_t kMassifNameBytes = 64;        // with the terminating zero

enum class MassifFailure : std::uint32_t {
  kNone = 0,
  kSanitizer,   // a sanitizer's run-time library is in the process
  kTooMany,     // more boundaries than there are records
  kNoReport,    // a report that the shim asked for is not there, or is cut
  kNoBallast,   // no address space left for the ballast block
  kPeakHidden,  // massif kept no peak of the window: the ballast was too small
  kWrapper,     // a child was made to run the rest of the program's own command line
};

// Massif's counters at one moment, in bytes. `time` is everything allocated plus everything freed, rounding
// included.
struct MassifMoment {
  std::uint64_t time;
  std::uint64_t heap;
  std::uint64_t extra;
};

// A block of the shim's own: what it asked for and what Valgrind gave. usable >= bytes.
struct MassifBallast {
  std::uint64_t bytes;
  std::uint64_t usable;
};

enum class MassifBoundaryKind : std::uint32_t { kEnter = 1, kLeave = 2 };

// One region boundary. It ends one window, of which `held` was the ballast, and begins the next with `next`.
struct MassifBoundary {
  MassifBoundaryKind kind;
  std::uint32_t entry;          // the record of the region's entry; its own number when this is one
  char name[kMassifNameBytes];  // of an entry
  std::uint64_t iterations;     // of an entry; grows while the region is open
  MassifBallast held;
  MassifMoment before;  // with `held` still there
  // Once `held` is freed, and before `next` is there:
  MassifMoment peak;          // massif's peak snapshot: this window's, and therefore with `held` in it
  std::uint64_t snapshots;    // how many massif has
  std::uint64_t window_heap;  // the largest heap of those that it took since the boundary before
  std::uint64_t current_bytes;
  std::uint64_t total_bytes;  // since the program's start, the shim's own included
  std::uint64_t total_blocks;
  std::uint64_t own_bytes;   // of total_bytes, the shim's
  std::uint64_t own_blocks;  // of total_blocks, the shim's
  MassifBallast next;
  MassifMoment after;       // with `next` there
  std::uint64_t gap_bytes;  // what other threads allocated and freed between `before` and `after`
};

struct MassifWireHeader {
  std::uint64_t magic;    // the probe's
  std::uint32_t version;  // the probe's
  std::uint32_t capacity;
  std::int32_t attached_pid;  // the shim's, and all that follows
  MassifFailure failure;      // the first one
  std::uint32_t boundaries;   // complete records
  std::uint32_t replaced;     // 1 once the program has replaced itself by exec
  std::uint64_t own_bytes;    // allocated by the shim until now
  std::uint64_t own_blocks;
  MassifBallast ballast;     // held now
  InjectionOrder injection;  // the probe's; kNone but in a selftest
};

}  // namespace highwater
