// SPDX-License-Identifier: Apache-2.0
// The memory that the harness and a measured process share: the harness creates it, the counting library
// fills it in, and it is right at every moment, so that a process that is killed has reported all the same.
//
// Written by ledger.h, regions.cc and attach.cc in the target; read by probe/segment.cc in the
// harness. Change kWireVersion with any change here: the two are built together but may be installed apart.
//
// Layout of the file: one Header, padded to kPageBytes; with more than one slot, a TreeSlot for each, padded
// to whole pages; then Header::slot_count times one Process and, when sites are recorded, one SiteTables,
// each padded to whole pages. A process image claims the next slot by Header::claimed. Without --children
// there is one slot.
//
// Who writes what: Header fields above `claimed` the harness, before the target starts, and
// Process::recording at any time; everything else the target. All fields that change while the target runs
// are lock-free atomics, so that the harness may read at any time. The target is not trusted: a reader checks
// every count and index before use.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "counting/wire_sites.h"
#include "counting/wire_timeline.h"
#include "counting/wire_tree.h"
#include "injection/order.h"

namespace highwater::counting {

inline constexpr std::uint64_t kMagic = 0x6c2e7265746177;  // "water.l", little endian
inline constexpr std::uint32_t kWireVersion = 7;
inline constexpr std::size_t kPageBytes = 4096;  // of the file's layout, whatever the machine's pages are

// The variable by which the target finds the file: "<descriptor>", three digits.
inline constexpr char kVariable[] = "HIGHWATER_COUNTING";
// Set to 1 when whatever the target starts is to be measured too: then nothing is removed from its
// environment.
inline constexpr char kChildrenVariable[] = "HIGHWATER_COUNTING_CHILDREN";

inline constexpr std::size_t kMaxRegions = 128;
inline constexpr std::size_t kMaxOpenRegions = 256;
inline constexpr std::size_t kRegionNameBytes = 64;  // with the terminating zero

struct Header {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t slot_count;
  std::uint64_t slot_bytes;  // from one slot to the next; with sites: kSlotBytesWithSites
  InjectionOrder injection;  // kNone but in a selftest
  std::uint32_t watched;     // 1: sites are recorded on request, and all slots have room for them
  std::atomic<std::uint32_t> claimed;
  ProcessTree tree;
};

// Process::recording, by which the harness switches the recording of sites in a watched process: the number
// of the recording, from 1, and whether it is on. 0: there has been none.
inline constexpr std::uint32_t kRecordingBits = 14;
inline constexpr std::uint32_t kMaxRecordings = (1u << kRecordingBits) - 1;
constexpr std::uint32_t recording_word(std::uint32_t number, bool is_on) {
  return number << 1 | (is_on ? 1u : 0u);
}
constexpr std::uint32_t recording_number(std::uint32_t word) {
  return word >> 1;
}
constexpr bool is_recording(std::uint32_t word) {
  return (word & 1u) != 0;
}

enum Pending : std::uint32_t { kNothing = 0, kEvent = 1, kBoundary = 2 };

// What some threads of the process have counted, in requested bytes; the process has counted the sum over all
// slots. A slot may add bytes up to its ceiling (ledger.h).
inline constexpr std::uint32_t kOwnSlots = 48;     // one thread each
inline constexpr std::uint32_t kSharedSlots = 16;  // all the others
struct alignas(64) ThreadSlot {
  std::atomic<std::int64_t> allocated_bytes;
  std::atomic<std::int64_t> allocations;
  std::atomic<std::int64_t> freed_bytes;
  std::atomic<std::int64_t> frees;  // with the releases inside realloc
  std::atomic<std::int64_t> ceiling;
  std::atomic<std::int64_t> next_point;  // bytes allocated and freed here at which to look at the timeline
  // When sites are recorded, all threads count in the first slot, in turns, so that there is one order of
  // events.
  std::atomic<std::uint32_t> turn;     // 1: somebody's
  std::atomic<std::uint32_t> pending;  // Pending; what is under way may have been counted in part
  std::atomic<std::uint64_t>
      window;  // raised with every new peak, so that a site knows whether its share is of this
};

// The sums of all slots.
struct Counters {
  std::int64_t live_bytes = 0;
  std::int64_t live_blocks = 0;
  std::int64_t allocated_bytes = 0;
  std::int64_t allocations = 0;
};

// Sums of the finished passes through the regions of one name.
struct RegionSums {
  std::atomic<std::int64_t> peak_bytes;         // the largest
  std::atomic<std::int64_t> uncertainty_bytes;  // it may be this much too high
  std::atomic<std::int64_t> retained_bytes;
  std::atomic<std::int64_t> retained_blocks;
  std::atomic<std::int64_t> allocated_bytes;
  std::atomic<std::int64_t> allocations;
};

// `sums[version % 2]` is valid. A leaving thread writes the other copy and then raises `version`: one store
// that at once publishes the sums and closes the OpenRegion whose closes_at_version it reaches. A kill falls
// before or after it.
struct RegionSlot {
  char name[kRegionNameBytes];
  std::atomic<std::uint32_t> version;
  std::atomic<std::uint32_t> entries;
  std::atomic<std::int64_t> iterations;
  RegionSums sums[2];
  // The last two powers of two that `iterations` has reached with sites, for what each site had then; 0:
  // none.
  std::atomic<std::int64_t> noted_iterations[2];
};

// One pass through a region that is under way.
struct OpenRegion {
  std::atomic<std::uint32_t> in_use;             // 0 or 1; set last when it opens
  std::atomic<std::uint32_t> region;             // index into Process::regions
  std::atomic<std::uint32_t> closes_at_version;  // of its region; 0 while open
  std::atomic<std::uint32_t> padding;
  std::atomic<std::int64_t> peak_bytes;  // live bytes, not net, up to the last boundary
  std::atomic<std::int64_t> uncertainty_bytes;
  std::atomic<std::int64_t> start_live_bytes;
  std::atomic<std::int64_t> start_live_blocks;
  std::atomic<std::int64_t> start_allocated_bytes;
  std::atomic<std::int64_t> start_allocations;
};

enum State : std::uint32_t {
  kUnclaimed = 0,
  kAttached = 1,
  // The process image has called exec and the call has not come back: what is counted is not what ran in the
  // end.
  kReplaced = 2,
};

// Why the numbers cannot be vouched for, or how far.
enum Flag : std::uint32_t {
  kOwnMalloc = 1u << 0,        // another malloc comes before ours in the program's scope
  kNoForkGuard = 1u << 1,      // MADV_WIPEONFORK is not there: a forked child would count into these numbers
  kTableFull = 1u << 2,        // the table of block sizes could not grow: later frees are missing
  kTooManyRegions = 1u << 3,   // more than kMaxRegions names, or kMaxOpenRegions open at once
  kWrapper = 1u << 4,          // a child was made to run the rest of this process's own command line
  kSitesFull = 1u << 5,        // some allocations are kOverflowSite's
  kRegionSitesFull = 1u << 6,  // no chunk was left for what the sites had at a boundary
  kShortOfMemory = 1u << 7,    // an allocation failed that these tables may have taken the memory for
};

struct Process {
  std::atomic<std::uint32_t> state;  // State
  std::atomic<std::uint32_t> flags;  // Flags
  std::atomic<std::int32_t> pid;
  char command[16];  // name of the executable, as the kernel keeps it: cut short, ends in 0
  std::atomic<std::uint32_t> region_count;  // claimed entries of `regions`
  // Highest live_bytes up to the last boundary of a region, and since then. The process's peak is the larger.
  // Each may be too high by the uncertainty beside it; 0 unless several threads ran.
  std::atomic<std::int64_t> folded_peak_bytes;
  std::atomic<std::int64_t> folded_uncertainty_bytes;
  alignas(64) std::atomic<std::int64_t> window_peak_bytes;
  std::atomic<std::int64_t> window_uncertainty_bytes;
  ThreadSlot slots[kOwnSlots + kSharedSlots];
  // Allocated (or, of no bytes, released) by a signal handler that interrupted the accountant: not in the
  // counters.
  alignas(64) std::atomic<std::int64_t> untracked_bytes;
  std::atomic<std::int64_t> untracked_allocations;
  std::atomic<std::int64_t> foreign_frees;           // of blocks that nobody was seen to allocate
  alignas(64) std::atomic<std::uint32_t> recording;  // written by the harness alone; 0 unless watched
  alignas(64) RegionSlot regions[kMaxRegions];
  OpenRegion open_regions[kMaxOpenRegions];
  Timeline timeline;
};

// Summed up unsigned, because a reader may find anything here.
inline Counters counters_of(const Process& process) {
  std::uint64_t allocated = 0;
  std::uint64_t allocations = 0;
  std::uint64_t freed = 0;
  std::uint64_t frees = 0;
  for (const ThreadSlot& slot : process.slots) {
    allocated += static_cast<std::uint64_t>(slot.allocated_bytes.load());
    allocations += static_cast<std::uint64_t>(slot.allocations.load());
    freed += static_cast<std::uint64_t>(slot.freed_bytes.load());
    frees += static_cast<std::uint64_t>(slot.frees.load());
  }
  return {.live_bytes = static_cast<std::int64_t>(allocated - freed),
          .live_blocks = static_cast<std::int64_t>(allocations - frees),
          .allocated_bytes = static_cast<std::int64_t>(allocated),
          .allocations = static_cast<std::int64_t>(allocations)};
}

// The highest live bytes since the last boundary. What is live counts too: with one thread the number that is
// kept is only raised when something is about to be freed, and a killed process may not have come so far.
inline std::int64_t window_peak_of(const Process& process) {
  const std::int64_t kept = process.window_peak_bytes.load();
  const std::int64_t live = counters_of(process).live_bytes;
  return kept > live ? kept : live;
}

static_assert(std::atomic<std::int64_t>::is_always_lock_free, "the harness reads while the target writes");
static_assert(sizeof(Header) <= kPageBytes);
static_assert(sizeof(ThreadSlot) == 64, "a thread's slot is its own cache line");
static_assert(kOpenColumns - kRegionColumns == 2 * kMaxRegions &&
              kIterationColumns - kOpenColumns == kMaxOpenRegions);
static_assert(kColumns - kIterationColumns == 2 * kMaxRegions);

constexpr std::size_t round_to_pages(std::size_t bytes) {
  return (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
}
inline constexpr std::size_t kSlotBytes = round_to_pages(sizeof(Process));
inline constexpr std::size_t kSlotBytesWithSites = kSlotBytes + round_to_pages(sizeof(SiteTables));
// Where the first slot is.
constexpr std::size_t head_bytes(std::uint32_t slot_count) {
  return kPageBytes + (slot_count > 1 ? round_to_pages(slot_count * sizeof(TreeSlot)) : 0);
}
constexpr std::size_t file_bytes(std::uint32_t slot_count, std::size_t slot_bytes) {
  return head_bytes(slot_count) + slot_count * slot_bytes;
}
// Of a header with all of head_bytes() mapped.
inline TreeSlot* tree_slots_of(Header* header) {
  return reinterpret_cast<TreeSlot*>(reinterpret_cast<char*>(header) + kPageBytes);
}
// Of a slot of kSlotBytesWithSites.
inline SiteTables* site_tables_of(Process* process) {
  return reinterpret_cast<SiteTables*>(reinterpret_cast<char*>(process) + kSlotBytes);
}
inline const SiteTables* site_tables_of(const Process* process) {
  return reinterpret_cast<const SiteTables*>(reinterpret_cast<const char*>(process) + kSlotBytes);
}

}  // namespace highwater::counting
