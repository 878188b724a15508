// SPDX-License-Identifier: Apache-2.0
#include "counting/regions.h"

#include "counting/counter.h"

namespace highwater::counting {
namespace {

constexpr std::memory_order kRelaxed = std::memory_order_relaxed;

bool same_name(const char* stored, const char* name) noexcept {
  std::size_t i = 0;
  for (; i + 1 < kRegionNameBytes && name[i] != '\0'; ++i)
    if (stored[i] != name[i]) return false;
  return stored[i] == '\0';
}

void store_name(char* stored, const char* name) noexcept {
  std::size_t i = 0;
  for (; i + 1 < kRegionNameBytes && name[i] != '\0'; ++i) stored[i] = name[i];
  stored[i] = '\0';
}

bool is_open(const Process& process, const OpenRegion& open) noexcept {
  if (open.in_use.load(kRelaxed) == 0) return false;
  const std::uint32_t closes_at = open.closes_at_version.load(kRelaxed);
  return closes_at == 0 || process.regions[open.region.load(kRelaxed)].version.load(kRelaxed) < closes_at;
}

}  // namespace

int Regions::find_or_add(const char* name) noexcept {
  const std::uint32_t count = process_->region_count.load(kRelaxed);
  for (std::uint32_t i = 0; i < count; ++i)
    if (same_name(process_->regions[i].name, name)) return static_cast<int>(i);
  if (count == kMaxRegions) return -1;
  store_name(process_->regions[count].name, name);
  process_->region_count.store(count + 1, std::memory_order_release);
  return static_cast<int>(count);
}

int Regions::find_unused() noexcept {
  for (std::size_t i = 0; i < kMaxOpenRegions; ++i)
    if (process_->open_regions[i].in_use.load(kRelaxed) == 0) return static_cast<int>(i);
  return -1;
}

// Folds first and resets afterwards: a kill in between leaves the same maximum in both places, which is no
// error. The exchange fails, and all is done again, when an allocation has raised the peak meanwhile.
void Regions::fold_peaks() noexcept {
  Process& process = *process_;
  for (;;) {
    std::int64_t window = process.window_peak_bytes.load(kRelaxed);
    const std::int64_t live = process.counters.live_bytes.load(kRelaxed);
    const std::int64_t highest = window > live ? window : live;
    raise_to(process.folded_peak_bytes, highest);
    for (OpenRegion& open : process.open_regions)
      if (is_open(process, open)) raise_to(open.peak_bytes, highest);
    if (process.window_peak_bytes.compare_exchange_strong(window, live, kRelaxed)) return;
  }
}

int Regions::enter(const char* name) noexcept {
  const SpinGuard guard(lock_);
  const int region = find_or_add(name);
  const int handle = find_unused();
  if (region < 0 || handle < 0) {
    process_->flags.fetch_or(kTooManyRegions, kRelaxed);
    return -1;
  }
  fold_peaks();
  // The region starts here: what is live now is not its own.
  const std::int64_t live = process_->counters.live_bytes.load(kRelaxed);
  raise_to(process_->window_peak_bytes, live);
  OpenRegion& open = process_->open_regions[handle];
  open.region.store(static_cast<std::uint32_t>(region), kRelaxed);
  open.closes_at_version.store(0, kRelaxed);
  open.peak_bytes.store(live, kRelaxed);
  open.start_live_bytes.store(live, kRelaxed);
  open.start_live_blocks.store(process_->counters.live_blocks.load(kRelaxed), kRelaxed);
  open.start_allocated_bytes.store(process_->counters.allocated_bytes.load(kRelaxed), kRelaxed);
  open.start_allocations.store(process_->counters.allocations.load(kRelaxed), kRelaxed);
  open.in_use.store(1, std::memory_order_release);
  return handle;
}

void Regions::iteration(int handle) noexcept {
  const OpenRegion& open = process_->open_regions[handle];
  add(process_->regions[open.region.load(kRelaxed)].iterations, 1);
}

void Regions::leave(int handle) noexcept {
  const SpinGuard guard(lock_);
  fold_peaks();
  OpenRegion& open = process_->open_regions[handle];
  RegionSlot& region = process_->regions[open.region.load(kRelaxed)];
  const Counters& now = process_->counters;
  const std::uint32_t version = region.version.load(kRelaxed);
  const RegionSums& old = region.sums[version % 2];
  RegionSums& next = region.sums[(version + 1) % 2];
  const auto sum = [](const std::atomic<std::int64_t>& before, std::int64_t own) {
    return before.load(kRelaxed) + own;
  };
  const std::int64_t start = open.start_live_bytes.load(kRelaxed);
  const std::int64_t peak = open.peak_bytes.load(kRelaxed) - start;
  next.peak_bytes.store(peak, kRelaxed);
  raise_to(next.peak_bytes, old.peak_bytes.load(kRelaxed));
  next.retained_bytes.store(sum(old.retained_bytes, now.live_bytes.load(kRelaxed) - start), kRelaxed);
  next.retained_blocks.store(
      sum(old.retained_blocks, now.live_blocks.load(kRelaxed) - open.start_live_blocks.load(kRelaxed)),
      kRelaxed);
  next.allocated_bytes.store(sum(old.allocated_bytes, now.allocated_bytes.load(kRelaxed) -
                                                          open.start_allocated_bytes.load(kRelaxed)),
                             kRelaxed);
  next.allocations.store(
      sum(old.allocations, now.allocations.load(kRelaxed) - open.start_allocations.load(kRelaxed)), kRelaxed);
  open.closes_at_version.store(version + 1, std::memory_order_release);
  region.version.store(version + 1, std::memory_order_release);  // published and closed, at once
  open.in_use.store(0, std::memory_order_release);
}

}  // namespace highwater::counting
