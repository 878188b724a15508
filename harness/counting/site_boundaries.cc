// SPDX-License-Identifier: Apache-2.0
#include "counting/site_boundaries.h"

#include "counting/one_instruction.h"

namespace highwater::counting {
namespace {

constexpr std::memory_order kRelaxed = std::memory_order_relaxed;

std::int64_t load(const std::atomic<std::int64_t>& value) noexcept {
  return value.load(kRelaxed);
}

std::uint32_t open_column(int handle) noexcept {
  return kOpenColumns + static_cast<std::uint32_t>(handle);
}
std::uint32_t region_column(std::uint32_t region, std::uint32_t version) noexcept {
  return kRegionColumns + 2 * region + version % 2;
}

void set_peak_share(SiteTotals& totals, const SiteState& site) noexcept {
  totals.peak_bytes.store(site.peak_bytes, kRelaxed);
  totals.peak_blocks.store(site.peak_blocks, kRelaxed);
}

}  // namespace

void SiteBoundaries::start(Process* process) noexcept {
  process_ = process;
  tables_ = site_tables_of(process);
  tables_->columns.chunk_count.store(1 + kOwnChunks, kRelaxed);
}

std::uint32_t SiteBoundaries::chunk(std::uint32_t column, std::uint32_t site) const noexcept {
  return tables_->columns.chunk_of[column][site / kChunkSites].load(kRelaxed);
}

SiteTotals* SiteBoundaries::at(std::uint32_t column, std::uint32_t site) noexcept {
  SiteColumns& columns = tables_->columns;
  std::uint32_t number = chunk(column, site);
  if (number == 0 && column < kRegionColumns) {
    number = 1 + (column - kFoldedColumn) * kSiteChunks + site / kChunkSites;
    columns.chunk_of[column][site / kChunkSites].store(static_cast<std::uint16_t>(number),
                                                       std::memory_order_release);
  } else if (number == 0) {
    number = columns.chunk_count.load(kRelaxed);
    if (number == kMaxChunks) {
      process_->flags.fetch_or(kRegionSitesFull, kRelaxed);
      return nullptr;
    }
    columns.chunk_count.store(number + 1, kRelaxed);
    columns.chunk_of[column][site / kChunkSites].store(static_cast<std::uint16_t>(number),
                                                       std::memory_order_release);
  }
  return &columns.chunks[number][site % kChunkSites];
}

const SiteTotals& SiteBoundaries::seen(std::uint32_t column, std::uint32_t site) const noexcept {
  return tables_->columns.chunks[chunk(column, site)][site % kChunkSites];
}

template <typename Visit>
void SiteBoundaries::for_each_site(std::uint32_t column, Visit visit) noexcept {
  const std::uint32_t count = tables_->site_count.load(std::memory_order_acquire);
  const std::uint64_t window = process_->slots[0].window.load(kRelaxed);
  for (std::uint32_t site = 0; site < count; ++site) {
    SiteTotals* const totals = at(column, site);
    if (totals == nullptr) return;
    visit(state_of(*tables_, site, window), *totals, site);
  }
}

void SiteBoundaries::notice_peak() noexcept {
  const ThreadSlot& slot = process_->slots[0];
  const std::int64_t live = load(slot.allocated_bytes) - load(slot.freed_bytes);
  if (live <= load(process_->window_peak_bytes)) return;
  begin_window();
  raise_in_one(process_->window_peak_bytes, live);
}

void SiteBoundaries::fold_into_process() noexcept {
  const std::uint32_t other = 1 - tables_->folded.load(kRelaxed);
  for_each_site(kFoldedColumn + other, [](const SiteState& site, SiteTotals& totals, std::uint32_t) {
    set_peak_share(totals, site);
  });
  tables_->folded.store(other, std::memory_order_release);
}

void SiteBoundaries::fold_into_open(int handle) noexcept {
  for_each_site(open_column(handle), [](const SiteState& site, SiteTotals& totals, std::uint32_t) {
    set_peak_share(totals, site);
  });
}

void SiteBoundaries::begin_window() noexcept {
  ThreadSlot& slot = process_->slots[0];
  slot.window.store(slot.window.load(kRelaxed) + 1, std::memory_order_release);
}

// Sites that appear later find zeros in their places: chunks are written whole, since the last region with
// this handle has left its own.
void SiteBoundaries::enter(int handle) noexcept {
  const std::uint32_t column = open_column(handle);
  const std::uint32_t count = tables_->site_count.load(std::memory_order_acquire);
  for (std::uint32_t first = 0; first < kMaxSites; first += kChunkSites) {
    if (first >= count && chunk(column, first) == 0) break;
    for (std::uint32_t number = first; number < first + kChunkSites; ++number) {
      SiteTotals* const totals = at(column, number);
      if (totals == nullptr) return;
      const SiteState site = state_of(*tables_, number, 0);
      totals->peak_bytes.store(site.live_bytes, kRelaxed);
      totals->peak_blocks.store(site.live_blocks, kRelaxed);
      totals->retained_bytes.store(site.live_bytes, kRelaxed);
      totals->retained_blocks.store(site.live_blocks, kRelaxed);
      totals->allocated_bytes.store(site.allocated_bytes, kRelaxed);
      totals->allocations.store(site.allocations, kRelaxed);
    }
  }
}

void SiteBoundaries::close(int handle, std::uint32_t region, std::uint32_t version,
                           bool is_highest) noexcept {
  const std::uint32_t from = region_column(region, version + 1);  // the copy that is valid until now
  for_each_site(
      region_column(region, version), [&](const SiteState& site, SiteTotals& sums, std::uint32_t number) {
        const SiteTotals& before = seen(from, number);
        const SiteTotals& start = seen(open_column(handle), number);
        const auto add = [](std::atomic<std::int64_t>& sum, const std::atomic<std::int64_t>& old,
                            std::int64_t now, const std::atomic<std::int64_t>& then) {
          sum.store(load(old) + now - load(then), kRelaxed);
        };
        add(sums.retained_bytes, before.retained_bytes, site.live_bytes, start.retained_bytes);
        add(sums.retained_blocks, before.retained_blocks, site.live_blocks, start.retained_blocks);
        add(sums.allocated_bytes, before.allocated_bytes, site.allocated_bytes, start.allocated_bytes);
        add(sums.allocations, before.allocations, site.allocations, start.allocations);
        const auto peak = [&](std::atomic<std::int64_t>& sum, const std::atomic<std::int64_t>& old,
                              const std::atomic<std::int64_t>& own, const std::atomic<std::int64_t>& then) {
          sum.store(is_highest ? load(own) - load(then) : load(old), kRelaxed);
        };
        peak(sums.peak_bytes, before.peak_bytes, start.peak_bytes, start.retained_bytes);
        peak(sums.peak_blocks, before.peak_blocks, start.peak_blocks, start.retained_blocks);
      });
}

void SiteBoundaries::note_iteration(int handle, std::uint32_t region, std::uint32_t version,
                                    std::uint32_t copy) noexcept {
  const std::uint32_t finished = region_column(region, version);
  for_each_site(kIterationColumns + 2 * region + copy,
                [&](const SiteState& site, SiteTotals& totals, std::uint32_t number) {
                  const std::int64_t start = load(seen(open_column(handle), number).retained_bytes);
                  const std::int64_t before = load(seen(finished, number).retained_bytes);
                  totals.retained_bytes.store(before + site.live_bytes - start, kRelaxed);
                });
}

}  // namespace highwater::counting
