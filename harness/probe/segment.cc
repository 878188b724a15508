// SPDX-License-Identifier: Apache-2.0
#include "probe/segment.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

namespace highwater {
namespace {

using counting::Header;
using counting::OpenRegion;
using counting::Process;
using counting::RegionSlot;
using counting::RegionSums;

RegionResult finished_part(const RegionSlot& slot) {
  const RegionSums& sums = slot.sums[slot.version.load() % 2];
  RegionResult result;
  result.name.assign(slot.name, ::strnlen(slot.name, counting::kRegionNameBytes));
  result.iterations = slot.iterations.load();
  result.metrics = {.peak_bytes = sums.peak_bytes.load(),
                    .retained_bytes = sums.retained_bytes.load(),
                    .retained_blocks = sums.retained_blocks.load(),
                    .allocated_bytes = sums.allocated_bytes.load(),
                    .allocations = sums.allocations.load(),
                    .peak_rss_bytes = std::nullopt};
  return result;
}

// Adds a pass that the process never finished, with the counters as its end.
void add_open_part(RegionResult& result, const OpenRegion& open, const Process& process,
                   std::int64_t window_peak) {
  const counting::Counters& now = process.counters;
  const std::int64_t start = open.start_live_bytes.load();
  const std::int64_t highest = std::max({open.peak_bytes.load(), window_peak, now.live_bytes.load()});
  result.metrics.peak_bytes = std::max(result.metrics.peak_bytes, highest - start);
  result.metrics.retained_bytes += now.live_bytes.load() - start;
  result.metrics.retained_blocks += now.live_blocks.load() - open.start_live_blocks.load();
  result.metrics.allocated_bytes += now.allocated_bytes.load() - open.start_allocated_bytes.load();
  result.metrics.allocations += now.allocations.load() - open.start_allocations.load();
}

}  // namespace

ProcessReport read_process(const Process& process) {
  ProcessReport report;
  report.state = process.state.load();
  report.flags = process.flags.load();
  report.pid = process.pid.load();
  const counting::Counters& counters = process.counters;
  const std::int64_t window_peak = process.window_peak_bytes.load();
  const std::int64_t live = counters.live_bytes.load();
  report.metrics = {.peak_bytes = std::max({process.folded_peak_bytes.load(), window_peak, live}),
                    .retained_bytes = live,
                    .retained_blocks = counters.live_blocks.load(),
                    .allocated_bytes = counters.allocated_bytes.load(),
                    .allocations = counters.allocations.load(),
                    .peak_rss_bytes = std::nullopt};
  report.untracked_bytes = process.untracked_bytes.load();
  report.untracked_allocations = process.untracked_allocations.load();
  report.foreign_frees = process.foreign_frees.load();

  const std::size_t region_count = std::min<std::size_t>(process.region_count.load(), counting::kMaxRegions);
  for (std::size_t i = 0; i < region_count; ++i) report.regions.push_back(finished_part(process.regions[i]));
  for (const OpenRegion& open : process.open_regions) {
    const std::uint32_t region = open.region.load();
    if (open.in_use.load() == 0 || region >= region_count) continue;
    const std::uint32_t closes_at = open.closes_at_version.load();
    if (closes_at != 0 && process.regions[region].version.load() >= closes_at) continue;
    add_open_part(report.regions[region], open, process, window_peak);
  }
  for (RegionResult& region : report.regions) region.peak_upper_bytes = region.metrics.peak_bytes;
  return report;
}

Expected<Segment> Segment::create(std::uint32_t slots) {
  const std::size_t bytes = counting::file_bytes(slots);
  Fd fd(::memfd_create("highwater", MFD_CLOEXEC));
  if (!fd) fd.reset(::open("/dev/shm", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!fd) fd.reset(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  const auto refuse = [](const char* call) {
    Error error = fail_errno(errno, call, "shared memory").value();
    error.status = ExitStatus::kProbe;
    error.hint = "the counting probe needs memfd_create, or a /dev/shm or /tmp that can be written";
    return tl::unexpected<Error>(std::move(error));
  };
  if (!fd) return refuse("memfd_create");
  // Reserved, not only sized: a full disk shows here and not as SIGBUS in the target.
  if (const int error = ::posix_fallocate(fd.get(), 0, static_cast<off_t>(bytes)); error != 0) {
    errno = error;
    return refuse("posix_fallocate");
  }
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (memory == MAP_FAILED) return refuse("mmap");
  auto* header = new (memory) Header{};
  header->magic = counting::kMagic;
  header->version = counting::kWireVersion;
  header->slot_count = slots;
  header->slot_bytes = counting::kSlotBytes;
  return Segment(std::move(fd), memory, slots);
}

Segment::Segment(Segment&& other) noexcept
    : fd_(std::move(other.fd_)), memory_(std::exchange(other.memory_, nullptr)), slots_(other.slots_) {}

Segment::~Segment() {
  if (memory_ != nullptr) ::munmap(memory_, counting::file_bytes(slots_));
}

const Process& Segment::slot(std::uint32_t index) const {
  const char* base = static_cast<const char*>(memory_) + counting::kPageBytes;
  return *reinterpret_cast<const Process*>(base + index * counting::kSlotBytes);
}

std::vector<ProcessReport> Segment::reports(std::uint32_t* lost) const {
  const std::uint32_t claimed = static_cast<const Header*>(memory_)->claimed.load();
  const std::uint32_t readable = std::min(claimed, slots_);
  *lost = claimed - readable;
  std::vector<ProcessReport> reports;
  for (std::uint32_t i = 0; i < readable; ++i) reports.push_back(read_process(slot(i)));
  return reports;
}

}  // namespace highwater
