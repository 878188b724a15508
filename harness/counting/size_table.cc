// SPDX-License-Identifier: Apache-2.0
// Open addressing with linear probing. Removal shifts the entries behind the hole back instead of leaving a
// mark, so that look-ups stay short however long the program runs (Knuth, The Art of Computer Programming
// 3, 6.4, algorithm R).
#include "counting/size_table.h"

#include <errno.h>
#include <sys/mman.h>

#include <atomic>
#include <new>

namespace highwater::counting {
namespace {

constexpr std::size_t kFirstCapacity = 256;  // one page of entries

// The first slot free at or behind an entry's home is taken, so the distance tells how far an entry is
// displaced.
std::size_t distance(std::size_t from, std::size_t to, std::size_t capacity) noexcept {
  return (to - from) & (capacity - 1);
}

}  // namespace

// Fibonacci hashing; malloc's addresses are multiples of 16. The top six bits choose the shard, those below
// the place.
std::uint64_t SizeTable::hash(std::uintptr_t address) noexcept {
  return (address >> 4) * 0x9e3779b97f4a7c15u;
}

std::size_t SizeTable::home(const Shard& shard, std::uintptr_t address) noexcept {
  return (hash(address) >> 20) & (shard.capacity - 1);
}

SizeTable::Entry* SizeTable::find(Shard& shard, std::uintptr_t address) noexcept {
  if (shard.capacity == 0) return nullptr;
  for (std::size_t at = home(shard, address);; at = (at + 1) & (shard.capacity - 1)) {
    if (shard.entries[at].address == address) return &shard.entries[at];
    if (shard.entries[at].address == 0) return nullptr;
  }
}

void SizeTable::place(Shard& shard, Entry entry) noexcept {
  std::size_t at = home(shard, entry.address);
  while (shard.entries[at].address != 0) at = (at + 1) & (shard.capacity - 1);
  shard.entries[at] = entry;
}

void SizeTable::erase(Shard& shard, Entry* entry) noexcept {
  std::size_t hole = static_cast<std::size_t>(entry - shard.entries);
  for (std::size_t at = hole;;) {
    at = (at + 1) & (shard.capacity - 1);
    Entry& candidate = shard.entries[at];
    if (candidate.address == 0) break;
    const std::size_t wanted = home(shard, candidate.address);
    if (distance(wanted, at, shard.capacity) < distance(hole, at, shard.capacity)) continue;
    shard.entries[hole] = candidate;
    hole = at;
  }
  shard.entries[hole] = Entry{0, 0};
}

bool SizeTable::grow(Shard& shard) noexcept {
  Shard larger;
  larger.capacity = shard.capacity == 0 ? kFirstCapacity : shard.capacity * 2;
  const int saved_errno = errno;  // the target's, in the middle of its malloc
  void* memory = ::mmap(nullptr, larger.capacity * sizeof(Entry), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  errno = saved_errno;
  if (memory == MAP_FAILED) return false;
  larger.entries = static_cast<Entry*>(memory);
  for (std::size_t i = 0; i < shard.capacity; ++i)
    if (shard.entries[i].address != 0) place(larger, shard.entries[i]);
  // In this order: a process forked by another thread meanwhile finds no more capacity than there are
  // entries.
  Entry* const old = shard.entries;
  const std::size_t old_bytes = shard.capacity * sizeof(Entry);
  shard.entries = larger.entries;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  shard.capacity = larger.capacity;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (old != nullptr) ::munmap(old, old_bytes);
  errno = saved_errno;
  return true;
}

SizeTable::Insert SizeTable::insert(const void* address, std::size_t size, std::size_t* replaced) noexcept {
  const std::uintptr_t key = reinterpret_cast<std::uintptr_t>(address);
  Shard& shard = shard_of(key);
  const SpinGuard guard(shard.lock);
  if (Entry* present = find(shard, key)) {
    *replaced = present->size;
    present->size = size;
    return Insert::kReplaced;
  }
  if ((shard.count + 1) * 4 > shard.capacity * 3 && !grow(shard)) return Insert::kNoMemory;
  place(shard, Entry{key, size});
  ++shard.count;
  return Insert::kNew;
}

bool SizeTable::remove(const void* address, std::size_t* size) noexcept {
  const std::uintptr_t key = reinterpret_cast<std::uintptr_t>(address);
  Shard& shard = shard_of(key);
  const SpinGuard guard(shard.lock);
  Entry* entry = find(shard, key);
  if (entry == nullptr) return false;
  *size = entry->size;
  erase(shard, entry);
  --shard.count;
  return true;
}

void SizeTable::forget_locks() noexcept {
  for (Shard& shard : shards_) new (&shard.lock) SpinLock;
}

void SizeTable::clear() noexcept {
  forget_locks();
  const int saved_errno = errno;
  for (Shard& shard : shards_) {
    if (shard.entries != nullptr) ::munmap(shard.entries, shard.capacity * sizeof(Entry));
    shard.entries = nullptr;
    shard.capacity = 0;
    shard.count = 0;
  }
  errno = saved_errno;
}

}  // namespace highwater::counting
