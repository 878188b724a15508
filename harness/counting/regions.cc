// SPDX-License-Identifier: Apache-2.0
#include "counting/regions.h"

#include "counting/turn.h"

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

// A maximum of peaks that are each known to within an uncertainty. Whether it has become the other.
bool raise_peak(std::atomic<std::int64_t>& peak, std::atomic<std::int64_t>& uncertainty, std::int64_t other,
                std::int64_t other_uncertainty) noexcept {
  const std::int64_t own = peak.load(kRelaxed);
  const std::int64_t own_certain = own - uncertainty.load(kRelaxed);
  const std::int64_t highest = own > other ? own : other;
  const std::int64_t other_certain = other - other_uncertainty;
  uncertainty.store(highest - (own_certain > other_certain ? own_certain : other_certain), kRelaxed);
  peak.store(highest, kRelaxed);
  return other > own;
}

bool is_power_of_two(std::int64_t number) noexcept {
  return (number & (number - 1)) == 0;
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

// Folded before the next window begins: a kill in between leaves the same maximum in both places, which is no
// error.
void Regions::fold(const Ledger::Window& window) noexcept {
  const auto fold_into = [&window](auto& peak, auto& uncertainty) {
    return raise_peak(peak, uncertainty, window.peak, window.uncertainty);
  };
  // The shares first: whose sum is compared with the peak, and a kill in between leaves them in both places
  // too.
  if (sites_ != nullptr && window.peak > process_->folded_peak_bytes.load(kRelaxed))
    sites_->fold_into_process();
  fold_into(process_->folded_peak_bytes, process_->folded_uncertainty_bytes);
  scopes_.fold(window);
  for (std::size_t i = 0; i < kMaxOpenRegions; ++i) {
    OpenRegion& open = process_->open_regions[i];
    if (is_open(*process_, open) && fold_into(open.peak_bytes, open.uncertainty_bytes) && sites_ != nullptr)
      sites_->fold_into_open(static_cast<int>(i));
  }
}

template <typename Boundary>
void Regions::at_boundary(Boundary boundary) noexcept {
  if (sites_ == nullptr) return boundary();
  const Turn turn(process_->slots[0], kBoundary);
  sites_->notice_peak();
  boundary();
}

int Regions::enter(const char* name) noexcept {
  const SpinGuard guard(lock_);
  const int region = find_or_add(name);
  const int handle = find_unused();
  if (region < 0 || handle < 0) {
    process_->flags.fetch_or(kTooManyRegions, kRelaxed);
    return -1;
  }
  at_boundary([=, this] { open(region, handle); });
  const std::uint32_t entries = process_->regions[region].entries.fetch_add(1, kRelaxed) + 1;
  ledger_->mark(kEnterMark, static_cast<std::uint32_t>(region), entries);
  return handle;
}

void Regions::open(int region, int handle) noexcept {
  const Ledger::Window now = ledger_->close_window([this](const Ledger::Window& closed) {
    fold(closed);
    if (sites_ != nullptr) sites_->begin_window();
  });
  if (sites_ != nullptr) sites_->enter(handle);
  OpenRegion& open = process_->open_regions[handle];
  open.region.store(static_cast<std::uint32_t>(region), kRelaxed);
  open.closes_at_version.store(0, kRelaxed);
  // The region starts here: what is live now is not its own.
  open.peak_bytes.store(now.live.upper, kRelaxed);
  open.uncertainty_bytes.store(now.live.upper - now.live.lower, kRelaxed);
  open.start_live_bytes.store(now.live.lower, kRelaxed);
  open.start_live_blocks.store(now.live_blocks, kRelaxed);
  open.start_allocated_bytes.store(now.allocated_bytes, kRelaxed);
  open.start_allocations.store(now.allocations, kRelaxed);
  open.in_use.store(1, std::memory_order_release);
}

void Regions::iteration(int handle) noexcept {
  const OpenRegion& open = process_->open_regions[handle];
  const std::uint32_t index = open.region.load(kRelaxed);
  RegionSlot& region = process_->regions[index];
  const std::int64_t number = region.iterations.fetch_add(1, kRelaxed) + 1;
  const std::int64_t finished = region.sums[region.version.load(kRelaxed) % 2].retained_bytes.load(kRelaxed);
  ledger_->mark(kIterationMark, index, number, open.start_live_bytes.load(kRelaxed) - finished);
  if (sites_ != nullptr && is_power_of_two(number)) note_iteration(handle, number);
}

// A kill in between leaves a note that names no iteration.
void Regions::note_iteration(int handle, std::int64_t number) noexcept {
  const SpinGuard guard(lock_);
  const std::uint32_t index = process_->open_regions[handle].region.load(kRelaxed);
  RegionSlot& region = process_->regions[index];
  const std::uint32_t older =
      region.noted_iterations[0].load(kRelaxed) <= region.noted_iterations[1].load(kRelaxed) ? 0 : 1;
  const Turn turn(process_->slots[0], kNothing);
  region.noted_iterations[older].store(0, std::memory_order_release);
  sites_->note_iteration(handle, index, region.version.load(kRelaxed), older);
  region.noted_iterations[older].store(number, std::memory_order_release);
}

void Regions::leave(int handle) noexcept {
  const SpinGuard guard(lock_);
  at_boundary([=, this] {
    ledger_->close_window([=, this](const Ledger::Window& now) {
      fold(now);
      close(handle, now);
      if (sites_ != nullptr) sites_->begin_window();
    });
  });
  const std::uint32_t region = process_->open_regions[handle].region.load(kRelaxed);
  ledger_->mark(kLeaveMark, region, process_->regions[region].version.load(kRelaxed));
}

Ledger::Window Regions::end_window() noexcept {
  Ledger::Window ended;
  at_boundary([&, this] {
    ended = ledger_->close_window([this](const Ledger::Window& now) {
      fold(now);
      if (sites_ != nullptr) sites_->begin_window();
    });
  });
  return ended;
}

int Regions::enter_scope() noexcept {
  const SpinGuard guard(lock_);
  return scopes_.open(end_window());
}

bool Regions::read_scope(int handle, highwater_numbers* numbers) noexcept {
  const SpinGuard guard(lock_);
  if (!scopes_.is_open(handle)) return false;
  return scopes_.read(handle, end_window(), numbers);
}

void Regions::leave_scope(int handle) noexcept {
  const SpinGuard guard(lock_);
  scopes_.close(handle);
}

// Adds this pass to its region's sums.
void Regions::close(int handle, const Ledger::Window& now) noexcept {
  OpenRegion& open = process_->open_regions[handle];
  RegionSlot& region = process_->regions[open.region.load(kRelaxed)];
  const std::uint32_t version = region.version.load(kRelaxed);
  const RegionSums& old = region.sums[version % 2];
  RegionSums& next = region.sums[(version + 1) % 2];
  const auto sum = [](const std::atomic<std::int64_t>& before, std::int64_t own) {
    return before.load(kRelaxed) + own;
  };
  const std::int64_t start = open.start_live_bytes.load(kRelaxed);
  next.peak_bytes.store(old.peak_bytes.load(kRelaxed), kRelaxed);
  next.uncertainty_bytes.store(old.uncertainty_bytes.load(kRelaxed), kRelaxed);
  const bool is_highest =
      raise_peak(next.peak_bytes, next.uncertainty_bytes, open.peak_bytes.load(kRelaxed) - start,
                 open.uncertainty_bytes.load(kRelaxed));
  if (sites_ != nullptr) sites_->close(handle, open.region.load(kRelaxed), version + 1, is_highest);
  next.retained_bytes.store(sum(old.retained_bytes, now.live.lower - start), kRelaxed);
  next.retained_blocks.store(
      sum(old.retained_blocks, now.live_blocks - open.start_live_blocks.load(kRelaxed)), kRelaxed);
  next.allocated_bytes.store(
      sum(old.allocated_bytes, now.allocated_bytes - open.start_allocated_bytes.load(kRelaxed)), kRelaxed);
  next.allocations.store(sum(old.allocations, now.allocations - open.start_allocations.load(kRelaxed)),
                         kRelaxed);
  open.closes_at_version.store(version + 1, std::memory_order_release);
  region.version.store(version + 1, std::memory_order_release);  // published and closed, at once
  open.in_use.store(0, std::memory_order_release);
}

}  // namespace highwater::counting
