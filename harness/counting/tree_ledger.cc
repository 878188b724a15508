// SPDX-License-Identifier: Apache-2.0
// Where a ceiling is exceeded. An addition is announced in its slot before the ceiling is looked at, and a
// ceiling is closed before slots are added up (both are locked instructions): of two that meet, one sees the
// other.
#include "counting/tree_ledger.h"

#include <sched.h>

#include <bit>
#include <limits>

#include "counting/spin_lock.h"

namespace highwater::counting {
namespace {

constexpr std::int64_t kClosed = std::numeric_limits<std::int64_t>::min();
// The lock is held for microseconds. This many looks at it are tens of milliseconds, or more where many wait.
constexpr std::uint32_t kPatience = 1u << 15;
constexpr std::uint32_t kLooksBetweenQuestions = 64;

std::int64_t net_of(const TreeSlot& slot) noexcept {
  return slot.allocated_bytes.load() - slot.freed_bytes.load();
}

void raise(std::atomic<std::int64_t>& value, std::int64_t to) noexcept {
  std::int64_t present = value.load();
  while (present < to && !value.compare_exchange_weak(present, to)) {
  }
}

}  // namespace

void TreeLedger::start(ProcessTree* tree, TreeSlot* slots, std::uint32_t number, LifeOf life) noexcept {
  tree_ = tree;
  slots_ = slots;
  number_ = number;
  life_ = life;
  tree->living[number / 64].fetch_or(std::uint64_t{1} << number % 64);
}

template <typename Visit>
void TreeLedger::for_each_living(Visit visit) const noexcept {
  for (std::uint32_t word = 0; word < kMaxTreeSlots / 64; ++word)
    for (std::uint64_t left = tree_->living[word].load(); left != 0; left &= left - 1) {
      const std::uint32_t number = word * 64 + static_cast<std::uint32_t>(std::countr_zero(left));
      visit(slots_[number], number);
    }
}

// False: not to be had. The holder may be another thread of this process.
bool TreeLedger::lock() noexcept {
  for (std::uint32_t looks = 1; looks < kPatience; ++looks) {
    std::uint32_t holder = 0;
    if (tree_->holder.compare_exchange_strong(holder, number_ + 1)) return true;
    const bool asks = looks % kLooksBetweenQuestions == 0 && holder <= kMaxTreeSlots;
    if (asks && life_(slots_[holder - 1]) == Life::kIsOver &&
        tree_->holder.compare_exchange_strong(holder, number_ + 1))
      return true;
    relax();
    if (looks % 4 == 0) ::sched_yield();
  }
  return false;
}

void TreeLedger::unlock() noexcept {
  tree_->holder.store(0);
}

std::int64_t TreeLedger::granted_to_others() const noexcept {
  std::int64_t granted = 0;
  for_each_living([&](const TreeSlot& slot, std::uint32_t number) {
    if (number == number_) return;
    const std::int64_t ceiling = slot.ceiling.load();
    granted += ceiling == kClosed ? net_of(slot) : ceiling;
  });
  return granted;
}

// Half of what is free, as in the ledger of threads. The own ceiling is closed first: what another thread of
// this process has added under it is in the sum then, and what it adds from now on waits for the lock.
void TreeLedger::make_room() noexcept {
  TreeSlot& own = slots_[number_];
  if (!lock()) {
    raise(tree_->peak_bytes, net_of(own) + granted_to_others());
    return;
  }
  own.ceiling.exchange(kClosed);
  const std::int64_t net = net_of(own);
  std::int64_t room = tree_->peak_bytes.load() - granted_to_others() - net;
  if (room < 0) {
    const std::int64_t live = collect();
    room = tree_->peak_bytes.load() - live;
  }
  own.ceiling.store(net + room / 2);
  unlock();
}

// With all ceilings closed nothing is added that does not come here first. The first sum of what is freed
// misses what is freed after it, the second does not; the one image that is known to be there is this one.
std::int64_t TreeLedger::collect() noexcept {
  for_each_living([&](TreeSlot& slot, std::uint32_t) {
    if (slot.ceiling.load() != kClosed) slot.ceiling.exchange(kClosed);
  });
  std::uint64_t certain[kMaxTreeSlots / 64] = {};
  for_each_living([&](const TreeSlot& slot, std::uint32_t number) {
    const Life life = number == number_ ? Life::kGoesOn : life_(slot);
    const std::uint64_t bit = std::uint64_t{1} << number % 64;
    if (life == Life::kIsOver) tree_->living[number / 64].fetch_and(~bit);
    if (life == Life::kGoesOn) certain[number / 64] |= bit;
  });

  std::int64_t freed_first = 0;
  std::int64_t allocated = 0;
  std::int64_t live_for_certain = 0;
  for_each_living([&](const TreeSlot& slot, std::uint32_t) { freed_first += slot.freed_bytes.load(); });
  for_each_living([&](const TreeSlot& slot, std::uint32_t number) {
    const std::int64_t own = slot.allocated_bytes.load();
    allocated += own;
    if ((certain[number / 64] >> number % 64 & 1) != 0) live_for_certain += own;
  });
  for_each_living([&](const TreeSlot& slot, std::uint32_t number) {
    if ((certain[number / 64] >> number % 64 & 1) != 0) live_for_certain -= slot.freed_bytes.load();
  });
  const std::int64_t live = allocated - freed_first;
  raise(tree_->peak_bytes, live);
  raise(tree_->certain_bytes, live_for_certain);
  return live;
}

}  // namespace highwater::counting
