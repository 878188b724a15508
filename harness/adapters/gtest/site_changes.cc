// SPDX-License-Identifier: Apache-2.0
#include "adapters/gtest/site_changes.h"

#include <sys/mman.h>

#include <algorithm>

extern "C" __attribute__((weak)) const void* highwater_counting_sites(std::uint32_t wire_version);

namespace highwater::adapter {

using counting::SiteTables;

const SiteTables* own_site_tables() {
  if (&highwater_counting_sites == nullptr) return nullptr;
  return static_cast<const SiteTables*>(highwater_counting_sites(counting::kWireVersion));
}

SitesAt::SitesAt(const SiteTables* tables)
    : count_(std::min(tables->site_count.load(), counting::kMaxSites)) {
  void* const memory = ::mmap(nullptr, sizeof(Row) * counting::kMaxSites, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return;
  rows_ = static_cast<Row*>(memory);
  // The tables lie behind the process that they are of.
  const auto* const process = reinterpret_cast<const counting::Process*>(
      reinterpret_cast<const char*>(tables) - counting::kSlotBytes);
  const std::uint64_t window = process->slots[0].window.load();
  std::int64_t live = 0;
  std::int64_t peak = 0;
  for (std::uint32_t i = 0; i < count_; ++i) {
    const counting::SiteState state = counting::state_of(*tables, i, window);
    rows_[i] = {state.live_bytes, state.peak_bytes, state.allocated_bytes, state.allocations};
    live += state.live_bytes;
    peak += state.peak_bytes;
  }
  peak_is_now_ = live > peak;
}

SitesAt::~SitesAt() {
  if (rows_ != nullptr) ::munmap(rows_, sizeof(Row) * counting::kMaxSites);
}

std::vector<SiteChange> SitesAt::since(const SitesAt& before, Quantity quantity) const {
  std::vector<SiteChange> changes;
  if (rows_ == nullptr || before.rows_ == nullptr) return changes;
  for (std::uint32_t i = 0; i < count_; ++i) {
    const Row old = i < before.count_ ? before.rows_[i] : Row{};
    const Row& now = rows_[i];
    SiteChange change{i, 0};
    if (quantity == Quantity::kAllocations)
      change.value = now.allocations - old.allocations;
    else if (quantity == Quantity::kAllocatedBytes)
      change.value = now.allocated_bytes - old.allocated_bytes;
    else if (quantity == Quantity::kPeakBytes && !peak_is_now_)
      change.value = now.peak_bytes - old.live_bytes;
    else
      change.value = now.live_bytes - old.live_bytes;
    if (change.value != 0) changes.push_back(change);
  }
  return changes;
}

}  // namespace highwater::adapter
