// SPDX-License-Identifier: Apache-2.0
// One event: the site first, then the process. What a kill leaves in between is told by ThreadSlot::pending, and the
// sums of the sites are right then.
#include "counting/site_accountant.h"

namespace highwater::counting {
namespace {

constexpr std::memory_order kRelaxed = std::memory_order_relaxed;

// In this thread's turn nobody else writes.
void bump(std::atomic<std::int64_t>& counter, std::int64_t value) noexcept {
  counter.store(counter.load(kRelaxed) + value, kRelaxed);
}

}  // namespace

Site& SiteAccountant::touch(std::uint32_t number) noexcept {
  Site& site = tables_->sites[number];
  const std::uint64_t window = process_->slots[0].window.load(kRelaxed);
  if (site.window.load(kRelaxed) != window) {
    site.peak_bytes.store(site.live_bytes.load(kRelaxed), kRelaxed);
    site.peak_blocks.store(site.live_blocks.load(kRelaxed), kRelaxed);
    site.window.store(window, std::memory_order_release);
  }
  return site;
}

void SiteAccountant::add(std::uint32_t number, std::int64_t size) noexcept {
  Site& site = touch(number);
  bump(site.live_bytes, size);
  bump(site.live_blocks, 1);
  bump(site.allocated_bytes, size);
  bump(site.allocations, 1);
  ledger_->add_alone(size);
}

// What is live may be a new peak that is about to be left; then the shares are of this moment, before the change.
void SiteAccountant::subtract(Taken old) noexcept {
  if (ledger_->must_look()) [[unlikely]]
    look();
  Site& site = touch(old.site);
  bump(site.live_bytes, -to_signed(old.size));
  bump(site.live_blocks, -1);
  ledger_->subtract_alone(to_signed(old.size));
}

void SiteAccountant::look() noexcept {
  ThreadSlot& slot = process_->slots[0];
  if (ledger_->is_new_peak()) slot.window.store(slot.window.load(kRelaxed) + 1, std::memory_order_release);
  ledger_->look();
}

// A block that was in the map already has been freed unseen: that free is counted now.
void SiteAccountant::note(bool entered, Taken replaced) noexcept {
  if (!entered) process_->flags.fetch_or(kTableFull, kRelaxed);
  if (!replaced.known) return;
  const Turn turn(process_->slots[0]);
  subtract(replaced);
}

}  // namespace highwater::counting
