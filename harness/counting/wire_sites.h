// SPDX-License-Identifier: Apache-2.0
// The part of the shared memory that says where the bytes come from, there when sites are recorded: modules
// and the places in them that stacks go through, sites, and what each site has live and had live at the peak.
//
// Written by unwind/, site_table.cc, site_accountant.cc and site_boundaries.cc in the target; read by
// probe/segment_sites.cc in the harness. Change kWireVersion in wire.h with any change here.
//
// The arrays are as large as they may get; what is not used is never touched, and takes no memory. An entry
// is complete before its count says that it is there. The target is not trusted: a reader checks every count
// and index before use.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace highwater::counting {

inline constexpr std::uint32_t kMaxModules = 4096;
inline constexpr std::uint32_t kMaxLocations = 1u << 20;
inline constexpr std::uint32_t kMaxSites = (1u << 18) - 256;  // block_map.h has a use for the last numbers
inline constexpr std::uint32_t kMaxFrames = 1u << 23;         // of all sites together
inline constexpr std::uint32_t kMaxDepth = 256;               // of one stack
inline constexpr std::size_t kModulePathBytes = 1024 - 64;
inline constexpr std::size_t kMaxBuildIdBytes = 32;

// An ELF file that was mapped when a stack first went through it. One that is unloaded keeps its entry;
// another one at the same address gets its own.
struct Module {
  std::uint64_t load_bias;  // address minus load_bias: an address in the file's own terms
  std::uint64_t start;      // of its mapping
  std::uint64_t end;
  std::uint32_t build_id_bytes;  // 0: it has none
  std::uint32_t padding;
  unsigned char build_id[kMaxBuildIdBytes];
  char path[kModulePathBytes];  // as the loader has it, zero-terminated; "": the executable
};
static_assert(sizeof(Module) == 1024);

// A place in code: what one frame of a stack is. The offset lies in the calling instruction (the return
// address less one), or is that of the interrupted one below a signal frame.
using Location = std::uint64_t;
inline constexpr std::uint32_t kModuleBits = 16;
inline constexpr std::uint32_t kNoModule = (1u << kModuleBits) - 1;  // code that no file is known for
constexpr Location make_location(std::uint32_t module, std::uint64_t offset) {
  return (offset << kModuleBits) | module;
}
constexpr std::uint32_t module_of(Location location) {
  return static_cast<std::uint32_t>(location & kNoModule);
}
constexpr std::uint64_t offset_of(Location location) {
  return location >> kModuleBits;
}

// Indexes into SiteTables::locations that name no place.
inline constexpr std::uint32_t kTruncated = 0;  // the stack goes on, but could not be followed further
inline constexpr std::uint32_t kFirstLocation = 1;

// The site that takes what has no place of its own: allocations after a table is full.
inline constexpr std::uint32_t kOverflowSite = 0;

// A stack that allocated: where its frames are in SiteTables::frames, leaf first.
struct SiteStack {
  std::uint32_t first_frame;
  std::uint32_t depth;
};

// What a site has done, in requested bytes, in one lane. `peak_*` is its share of the peak moment of the
// window numbered `window`; where that is no longer the current window, its share is what is live: allocated
// less freed.
struct alignas(64) Site {
  std::atomic<std::int64_t> allocated_bytes;
  std::atomic<std::int64_t> allocations;
  std::atomic<std::int64_t> freed_bytes;
  std::atomic<std::int64_t> frees;  // with the releases inside realloc
  std::atomic<std::int64_t> peak_bytes;
  std::atomic<std::int64_t> peak_blocks;
  std::atomic<std::uint64_t> window;
  // In a watched process: the number of the recording that all these belong to. Another one than that of
  // SiteTables::recording: the site has done nothing in this one.
  std::atomic<std::uint64_t> recording;

  std::int64_t live_bytes() const { return difference(allocated_bytes, freed_bytes); }
  std::int64_t live_blocks() const { return difference(allocations, frees); }

 private:
  // Unsigned, because a reader may find anything here.
  static std::int64_t difference(const std::atomic<std::int64_t>& a, const std::atomic<std::int64_t>& b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a.load()) -
                                     static_cast<std::uint64_t>(b.load()));
  }
};
static_assert(sizeof(Site) == 64);

// Threads spread over so many lanes, each of which has every site: those that allocate at the same site need
// not wait for each other's cache line. A site is the sum over its lanes.
inline constexpr std::uint32_t kLanes = 4;

// What a site had at a boundary of a region, or over a region.
struct SiteTotals {
  std::atomic<std::int64_t> peak_bytes;
  std::atomic<std::int64_t> peak_blocks;
  std::atomic<std::int64_t> retained_bytes;
  std::atomic<std::int64_t> retained_blocks;
  std::atomic<std::int64_t> allocated_bytes;
  std::atomic<std::int64_t> allocations;
};

// A column has one SiteTotals for each site, in chunks that are taken from a pool as they are needed; chunk 0
// is none, and stands for zeros. The process's own have their chunks reserved: they never lack one. The
// columns:
//   kFoldedColumn, and the one after it: peaks of the process up to the last boundary; of these two copies
//     SiteTables::folded says which one is valid
//   from kRegionColumns on: two for each region, of its finished passes; valid is the one of its valid
//   RegionSums
//   from kOpenColumns on: one for each open region: its peak so far, not net, and the rest as it was at its
//   start
//   from kIterationColumns on: two for each region, retained_bytes only: at the iterations that its
//   RegionSlot::noted_iterations names
inline constexpr std::uint32_t kChunkSites = 256;
inline constexpr std::uint32_t kSiteChunks = kMaxSites / kChunkSites;  // of one column
inline constexpr std::uint32_t kOwnChunks = 2 * kSiteChunks;  // those of the process's peaks, from 1 on
inline constexpr std::uint32_t kMaxChunks = 1 + kOwnChunks + 4095;
inline constexpr std::uint32_t kFoldedColumn = 0;
inline constexpr std::uint32_t kRegionColumns = 2;
inline constexpr std::uint32_t kOpenColumns = kRegionColumns + 2 * 128;
inline constexpr std::uint32_t kIterationColumns = kOpenColumns + 256;
inline constexpr std::uint32_t kColumns = kIterationColumns + 2 * 128;
struct SiteColumns {
  std::atomic<std::uint32_t> chunk_count;  // with chunk 0 and those reserved
  std::atomic<std::uint16_t> chunk_of[kColumns][kSiteChunks];
  SiteTotals chunks[kMaxChunks][kChunkSites];
};

// The recording that is on, or the last one, of a watched process. All but `turn` is written in a turn.
struct alignas(64) Recording {
  std::atomic<std::uint32_t> turn;           // 1: somebody's, while sites are recorded or recorded blocks go
  std::atomic<std::uint32_t> number;         // 0: there has been none
  std::atomic<std::uint64_t> events;         // odd: one is under way
  std::atomic<std::int64_t> other_bytes;     // live, of blocks that are not the recording's
  std::atomic<std::int64_t> recorded_bytes;  // live, of blocks that are
  std::atomic<std::int64_t> peak_bytes;      // the highest sum of both, but for what is live now
  std::atomic<std::uint64_t> window;         // raised with every new peak, as ThreadSlot::window
};

struct SiteTables {
  std::atomic<std::uint32_t> module_count;
  std::atomic<std::uint32_t> location_count;  // from kFirstLocation on
  std::atomic<std::uint32_t> site_count;      // kOverflowSite is there from the start
  std::atomic<std::uint32_t> frame_count;
  std::atomic<std::uint32_t> folded;  // 0 or 1
  char executable[kModulePathBytes];  // path of the process's own file
  char folder[kModulePathBytes];      // in which it began, and which relative paths of libraries begin in
  Recording recording;
  alignas(64) Module modules[kMaxModules];
  Location locations[kMaxLocations];
  SiteStack stacks[kMaxSites];
  Site sites[kLanes][kMaxSites];
  std::uint32_t frames[kMaxFrames];
  SiteColumns columns;
};

// A site at one moment, summed over its lanes; of a watched process in the recording of that number.
struct SiteState {
  std::int64_t live_bytes = 0;
  std::int64_t live_blocks = 0;
  std::int64_t allocated_bytes = 0;
  std::int64_t allocations = 0;
  std::int64_t peak_bytes = 0;  // its share of the peak of `window`
  std::int64_t peak_blocks = 0;
};
inline SiteState state_of(const SiteTables& tables, std::uint32_t number, std::uint64_t window,
                          std::uint64_t recording = 0) {
  SiteState state;
  const auto add = [](std::int64_t& sum, std::int64_t value) {
    sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) + static_cast<std::uint64_t>(value));
  };
  for (const Site(&lane)[kMaxSites] : tables.sites) {
    const Site& site = lane[number];
    if (site.recording.load() != recording) continue;
    const bool has_changed = site.window.load() == window;
    add(state.live_bytes, site.live_bytes());
    add(state.live_blocks, site.live_blocks());
    add(state.allocated_bytes, site.allocated_bytes.load());
    add(state.allocations, site.allocations.load());
    add(state.peak_bytes, has_changed ? site.peak_bytes.load() : site.live_bytes());
    add(state.peak_blocks, has_changed ? site.peak_blocks.load() : site.live_blocks());
  }
  return state;
}

}  // namespace highwater::counting
