// SPDX-License-Identifier: Apache-2.0
// The harness's end of the memory that it shares with a measured process (counting/wire.h): made here, read
// here. Used by the counting probe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "counting/wire.h"
#include "probe/probe.h"
#include "probe/segment_sites.h"
#include "result/measurement.h"

namespace highwater {

// What one process image reported. Made from memory that the target can write at will: read_process()
// believes no count or index unchecked.
struct ProcessReport {
  std::uint32_t state = counting::kUnclaimed;
  std::uint32_t flags = 0;
  int pid = 0;
  std::string command;                // name of the executable, at most 15 bytes of it
  Metrics metrics;                    // peak_rss_bytes is not known here
  std::int64_t peak_upper_bytes = 0;  // less metrics.peak_bytes: how much too high the peak may be
  std::vector<RegionResult> regions;
  Timeline timeline;
  std::int64_t untracked_bytes = 0;
  std::int64_t untracked_allocations = 0;
  std::int64_t foreign_frees = 0;
  std::optional<SegmentSites> sites;  // where they were recorded
  std::uint32_t slot = 0;             // of a segment
};

// The numbers in `process` as they stand. A region that is open is closed by them, as if the process ended
// here. `sites` are its site tables, where they were recorded. Pure.
ProcessReport read_process(const counting::Process& process, const counting::SiteTables* sites = nullptr);

// Of these only what takes no time to read: not the regions, timeline and sites.
ProcessReport read_totals(const counting::Process& process);

// The most bytes that all processes had live at one moment; it may be this much too high.
struct TreeReport {
  std::int64_t peak_bytes = 0;
  std::int64_t uncertainty_bytes = 0;
};

// Whether sites are recorded on request.
enum class Watched { kNo, kYes };

class Segment {
 public:
  // A file of `slots` slots without a name, mapped, or of fewer (segment_file.h); with room for sites where
  // they are to be recorded, or may be. Errors: kProbe, no memory or no place for it.
  static Expected<Segment> create(std::uint32_t slots, Sites sites = Sites::kOff,
                                  Watched watched = Watched::kNo);

  Segment(Segment&& other) noexcept;
  Segment& operator=(Segment&&) = delete;  // made once a run
  Segment(const Segment&) = delete;
  ~Segment();

  int fd() const { return fd_.get(); }
  std::uint32_t slots() const { return slots_; }
  // What the target is to do besides. REQUIRES: before it starts.
  void inject(const InjectionOrder& order) { static_cast<counting::Header*>(memory_)->injection = order; }
  // Of all processes that found a slot. REQUIRES: more than one slot.
  TreeReport tree() const;
  // The first process image, while it runs too; null: it has not claimed its slot yet.
  const counting::Process* first() const;
  // Its site tables. REQUIRES: made with room for sites.
  const counting::SiteTables& first_sites() const { return *counting::site_tables_of(&slot(0)); }
  // Process::recording of the first process image, also before it is there. REQUIRES: watched.
  void set_recording(std::uint32_t word);

  // One report for each slot that was claimed, in the order of claiming, without sites. `lost` is how many
  // processes found no slot, or no memory to map theirs.
  std::vector<ProcessReport> reports(std::uint32_t* lost) const;
  // Adds the sites of one of these, where they were recorded. For the one that is wanted: those of a single
  // slot may take hundreds of megabytes.
  void read_sites(ProcessReport& report) const;

 private:
  Segment(Fd fd, void* memory, std::uint32_t slots, std::size_t slot_bytes)
      : fd_(std::move(fd)), memory_(memory), slots_(slots), slot_bytes_(slot_bytes) {}
  bool is_watched() const { return static_cast<const counting::Header*>(memory_)->watched != 0; }
  std::size_t bytes() const { return counting::file_bytes(slots_, slot_bytes_); }
  const counting::Process& slot(std::uint32_t index) const;
  bool is_whole() const;

  Fd fd_;
  void* memory_;
  std::uint32_t slots_;
  std::size_t slot_bytes_;
};

}  // namespace highwater
