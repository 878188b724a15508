// SPDX-License-Identifier: Apache-2.0
// One event: the site first, then the process. What a kill leaves in between is told by ThreadSlot::pending,
// and the sums of the sites are right then.
#include "counting/site_accountant.h"

namespace highwater::counting {
namespace {

constexpr std::memory_order kRelaxed = std::memory_order_relaxed;

}  // namespace

thread_local constinit std::uint32_t thread_lane = 0;

void SiteAccountant::note_share(Site& site, std::uint64_t window) noexcept {
  site.peak_bytes.store(site.live_bytes(), kRelaxed);
  site.peak_blocks.store(site.live_blocks(), kRelaxed);
  site.window.store(window, std::memory_order_release);
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
