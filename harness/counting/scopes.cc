// SPDX-License-Identifier: Apache-2.0
#include "counting/scopes.h"

namespace highwater::counting {

bool Scopes::is_open(int handle) const noexcept {
  return handle >= 0 && handle < kMaxOpen && scopes_[handle].in_use;
}

int Scopes::open(const Ledger::Window& now) noexcept {
  for (int handle = 0; handle < kMaxOpen; ++handle) {
    Scope& scope = scopes_[handle];
    if (scope.in_use) continue;
    scope.in_use = true;
    scope.peak = now.live.upper;
    scope.uncertainty = now.live.upper - now.live.lower;
    scope.start = now;
    return handle;
  }
  return -1;
}

// A maximum of peaks that are each known to within an uncertainty: what is certain is the larger of what is
// certain of each.
void Scopes::fold(const Ledger::Window& window) noexcept {
  for (Scope& scope : scopes_) {
    if (!scope.in_use) continue;
    const std::int64_t own_certain = scope.peak - scope.uncertainty;
    const std::int64_t other_certain = window.peak - window.uncertainty;
    if (window.peak > scope.peak) scope.peak = window.peak;
    scope.uncertainty = scope.peak - (own_certain > other_certain ? own_certain : other_certain);
  }
}

bool Scopes::read(int handle, const Ledger::Window& now, highwater_numbers* numbers) const noexcept {
  if (!is_open(handle)) return false;
  const Scope& scope = scopes_[handle];
  const Ledger::Window& start = scope.start;
  numbers->live_bytes = now.live.lower - start.live.lower;
  numbers->live_blocks = now.live_blocks - start.live_blocks;
  numbers->peak_bytes = scope.peak - start.live.lower;
  numbers->allocated_bytes = now.allocated_bytes - start.allocated_bytes;
  numbers->allocations = now.allocations - start.allocations;
  numbers->peak_uncertainty_bytes = scope.uncertainty;
  return true;
}

void Scopes::close(int handle) noexcept {
  if (is_open(handle)) scopes_[handle].in_use = false;
}

}  // namespace highwater::counting
