// SPDX-License-Identifier: Apache-2.0
#include "probe/segment.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "probe/plausible.h"
#include "probe/segment_file.h"
#include "probe/segment_timeline.h"

namespace highwater {
namespace {

using counting::Header;
using counting::OpenRegion;
using counting::Process;
using counting::RegionSlot;
using counting::RegionSums;

// A peak that may be too high by an uncertainty.
struct Peak {
  std::int64_t bytes = 0;
  std::int64_t uncertainty = 0;
};

Peak peak_of(const std::atomic<std::int64_t>& bytes, const std::atomic<std::int64_t>& uncertainty) {
  return {plausible(bytes.load()), std::max<std::int64_t>(plausible(uncertainty.load()), 0)};
}

// Of two peaks of one process the larger; what is certain of either is certain of both.
Peak larger(const Peak& a, const Peak& b) {
  const std::int64_t bytes = std::max(a.bytes, b.bytes);
  return {bytes, bytes - std::max(a.bytes - a.uncertainty, b.bytes - b.uncertainty)};
}

void set_peak(RegionResult& region, const Peak& peak) {
  region.metrics.peak_bytes = peak.bytes;
  region.peak_upper_bytes = peak.bytes + peak.uncertainty;
  region.exact = peak.uncertainty == 0;
}

RegionResult finished_part(const RegionSlot& slot) {
  const RegionSums& sums = slot.sums[slot.version.load() % 2];
  RegionResult result;
  result.name.assign(slot.name, ::strnlen(slot.name, counting::kRegionNameBytes));
  result.iterations = plausible(slot.iterations);
  result.metrics = {.peak_bytes = plausible(sums.peak_bytes),
                    .retained_bytes = plausible(sums.retained_bytes),
                    .retained_blocks = plausible(sums.retained_blocks),
                    .allocated_bytes = plausible(sums.allocated_bytes),
                    .allocations = plausible(sums.allocations),
                    .peak_rss_bytes = std::nullopt};
  set_peak(result, peak_of(sums.peak_bytes, sums.uncertainty_bytes));
  return result;
}

// Adds a pass that the process never finished, with the counters as its end.
void add_open_part(RegionResult& result, const OpenRegion& open, const Peak& window,
                   const counting::Counters& now) {
  const std::int64_t start = plausible(open.start_live_bytes);
  const Peak own = larger(peak_of(open.peak_bytes, open.uncertainty_bytes), window);
  const Peak finished{result.metrics.peak_bytes, result.peak_upper_bytes - result.metrics.peak_bytes};
  set_peak(result, larger(finished, Peak{own.bytes - start, own.uncertainty}));
  add_plausible(result.metrics.retained_bytes, now.live_bytes - start);
  add_plausible(result.metrics.retained_blocks, now.live_blocks - plausible(open.start_live_blocks));
  add_plausible(result.metrics.allocated_bytes, now.allocated_bytes - plausible(open.start_allocated_bytes));
  add_plausible(result.metrics.allocations, now.allocations - plausible(open.start_allocations));
}

// The totals of a process that was cut off in the middle of an event, from what its sites say.
Metrics sums_of(const std::vector<SiteResult>& sites) {
  Metrics sums;
  for (const SiteResult& site : sites) {
    sums.peak_bytes += site.peak_bytes;
    sums.retained_bytes += site.retained_bytes;
    sums.retained_blocks += site.retained_blocks;
    sums.allocated_bytes += site.allocated_bytes;
    sums.allocations += site.allocations;
  }
  return sums;
}

void add_sites(ProcessReport& report, SegmentSites sites) {
  if (sites.cut) {
    report.metrics = sums_of(sites.process);
    report.peak_upper_bytes = report.metrics.peak_bytes;
    for (std::size_t i = 0; i < report.regions.size(); ++i) {
      // A process that is running may have changed their number between the two looks at it.
      if (i >= sites.regions.size() || sites.regions[i].empty()) continue;
      report.regions[i].metrics = sums_of(sites.regions[i]);
      report.regions[i].peak_upper_bytes = report.regions[i].metrics.peak_bytes;
    }
  }
  report.sites = std::move(sites);
}

}  // namespace

namespace {

// With `counters` and the peak of the window that is open.
ProcessReport process_totals(const Process& process, counting::Counters& counters, Peak& window) {
  ProcessReport report;
  report.state = process.state.load();
  report.flags = process.flags.load();
  report.pid = process.pid.load();
  report.command.assign(process.command, ::strnlen(process.command, sizeof process.command));
  counters = counting::counters_of(process);
  for (std::int64_t* number :
       {&counters.live_bytes, &counters.live_blocks, &counters.allocated_bytes, &counters.allocations})
    *number = plausible(*number);
  // A killed process may have announced bytes that it did not live to raise the peak for.
  window = larger(peak_of(process.window_peak_bytes, process.window_uncertainty_bytes),
                  Peak{counters.live_bytes, 0});
  const Peak peak = larger(peak_of(process.folded_peak_bytes, process.folded_uncertainty_bytes), window);
  report.metrics = {.peak_bytes = peak.bytes,
                    .retained_bytes = counters.live_bytes,
                    .retained_blocks = counters.live_blocks,
                    .allocated_bytes = counters.allocated_bytes,
                    .allocations = counters.allocations,
                    .peak_rss_bytes = std::nullopt};
  report.peak_upper_bytes = peak.bytes + peak.uncertainty;
  report.untracked_bytes = process.untracked_bytes.load();
  report.untracked_allocations = process.untracked_allocations.load();
  report.foreign_frees = process.foreign_frees.load();
  return report;
}

}  // namespace

ProcessReport read_totals(const Process& process) {
  counting::Counters counters;
  Peak window;
  return process_totals(process, counters, window);
}

ProcessReport read_process(const Process& process, const counting::SiteTables* sites) {
  counting::Counters counters;
  Peak window;
  ProcessReport report = process_totals(process, counters, window);
  const std::size_t region_count = std::min<std::size_t>(process.region_count.load(), counting::kMaxRegions);
  for (std::size_t i = 0; i < region_count; ++i) report.regions.push_back(finished_part(process.regions[i]));
  for (const OpenRegion& open : process.open_regions) {
    const std::uint32_t region = open.region.load();
    if (open.in_use.load() == 0 || region >= region_count) continue;
    const std::uint32_t closes_at = open.closes_at_version.load();
    if (closes_at != 0 && process.regions[region].version.load() >= closes_at) continue;
    add_open_part(report.regions[region], open, window, counters);
  }
  std::vector<std::string> names;
  for (const RegionResult& region : report.regions) names.push_back(region.name);
  report.timeline = read_timeline(process, names);
  if (sites != nullptr) add_sites(report, read_sites(process, *sites));
  return report;
}

Expected<Segment> Segment::create(std::uint32_t slots, Sites sites, Watched watched) {
  const Sites room = watched == Watched::kYes ? Sites::kOn : sites;
  const std::size_t slot_bytes = room == Sites::kOn ? counting::kSlotBytesWithSites : counting::kSlotBytes;
  HIGHWATER_TRY(SegmentFile file, make_segment_file(slots, room));
  slots = file.slots;
  void* memory = ::mmap(nullptr, counting::file_bytes(slots, slot_bytes), PROT_READ | PROT_WRITE, MAP_SHARED,
                        file.fd.get(), 0);
  if (memory == MAP_FAILED) {
    Error error = fail_errno(errno, "mmap", "shared memory").value();
    error.status = ExitStatus::kProbe;
    error.hint = "the counting probe needs more memory (ulimit -v)";
    return tl::unexpected<Error>(std::move(error));
  }
  auto* header = new (memory) Header{};
  header->magic = counting::kMagic;
  header->version = counting::kWireVersion;
  header->slot_count = slots;
  header->slot_bytes = slot_bytes;
  header->watched = watched == Watched::kYes ? 1 : 0;
  return Segment(std::move(file.fd), memory, slots, slot_bytes);
}

Segment::Segment(Segment&& other) noexcept
    : fd_(std::move(other.fd_)),
      memory_(std::exchange(other.memory_, nullptr)),
      slots_(other.slots_),
      slot_bytes_(other.slot_bytes_) {}

Segment::~Segment() {
  if (memory_ != nullptr) ::munmap(memory_, bytes());
}

const Process& Segment::slot(std::uint32_t index) const {
  const char* base = static_cast<const char*>(memory_) + counting::head_bytes(slots_);
  return *reinterpret_cast<const Process*>(base + index * slot_bytes_);
}

const Process* Segment::first() const {
  const bool is_there = static_cast<const Header*>(memory_)->claimed.load() > 0;
  return is_there && slot(0).state.load() != counting::kUnclaimed ? &slot(0) : nullptr;
}

void Segment::set_recording(std::uint32_t word) {
  const_cast<Process&>(slot(0)).recording.store(word);
}

TreeReport Segment::tree() const {
  const counting::ProcessTree& tree = static_cast<const Header*>(memory_)->tree;
  const std::int64_t peak = plausible(tree.peak_bytes.load());
  return {peak, std::max<std::int64_t>(peak - plausible(tree.certain_bytes.load()), 0)};
}

// Not every system can seal it: one that the target has made shorter must not be read (SIGBUS).
bool Segment::is_whole() const {
  struct stat file {};
  return ::fstat(fd_.get(), &file) == 0 && static_cast<std::size_t>(file.st_size) >= bytes();
}

std::vector<ProcessReport> Segment::reports(std::uint32_t* lost) const {
  *lost = 0;
  if (!is_whole()) return {};
  const std::uint32_t claimed = static_cast<const Header*>(memory_)->claimed.load();
  const std::uint32_t readable = std::min(claimed, slots_);
  *lost = claimed - readable + std::min(static_cast<const Header*>(memory_)->tree.uncounted.load(), readable);
  std::vector<ProcessReport> reports;
  for (std::uint32_t i = 0; i < readable; ++i) {
    reports.push_back(read_process(slot(i)));
    reports.back().slot = i;
  }
  return reports;
}

void Segment::read_sites(ProcessReport& report) const {
  const bool has_sites = slot_bytes_ != counting::kSlotBytes && !is_watched();
  if (!has_sites || !is_whole()) return;
  const Process& process = slot(report.slot);
  add_sites(report, highwater::read_sites(process, *counting::site_tables_of(&process)));
}

}  // namespace highwater
