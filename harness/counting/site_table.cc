// SPDX-License-Identifier: Apache-2.0
// Open addressing with linear probing, at most half full. The upper half of the hash finds the place, so that
// growing needs no look at the frames.
#include "counting/site_table.h"

#include <cstring>
#include <new>

#include "counting/unwind/pages.h"

namespace highwater::counting {
namespace {

constexpr std::memory_order kRelaxed = std::memory_order_relaxed;

// A multiply and a fold for each frame (the numbers are small and dense: a plain sum would collide).
std::uint64_t hash_of(const std::uint32_t* frames, std::size_t depth) noexcept {
  std::uint64_t hash = depth;
  for (std::size_t i = 0; i < depth; ++i) {
    hash = (hash ^ frames[i]) * 0x9e3779b97f4a7c15;  // 2^64 / the golden ratio
    hash ^= hash >> 29;
  }
  return hash * 0xd6e8feb86659fd93;  // spreads the last frame into the upper half
}

std::uint32_t mask_of(std::uint32_t bits) noexcept {
  return (1u << bits) - 1;
}

}  // namespace

SiteTable::Table* SiteTable::make(std::uint32_t bits) noexcept {
  constexpr std::size_t kHead = 64;
  static_assert(sizeof(Table) <= kHead);
  void* const memory = map_pages(kHead + (sizeof(Entry) << bits));
  if (memory == nullptr) return nullptr;
  return new (memory) Table{bits, reinterpret_cast<Entry*>(static_cast<char*>(memory) + kHead)};
}

void SiteTable::start(SiteTables* tables) noexcept {
  tables_ = tables;
  if (tables->site_count.load(kRelaxed) == 0) tables->site_count.store(1, std::memory_order_release);
  table_.store(make(kFirstBits), std::memory_order_release);
}

bool SiteTable::is_stack(std::uint32_t site, const std::uint32_t* frames, std::size_t depth) const noexcept {
  const SiteStack& known = tables_->stacks[site];
  return known.depth == depth &&
         std::memcmp(&tables_->frames[known.first_frame], frames, depth * sizeof *frames) == 0;
}

std::uint32_t SiteTable::find(const Table& table, std::uint64_t hash, const std::uint32_t* frames,
                              std::size_t depth) const noexcept {
  const std::uint32_t upper = static_cast<std::uint32_t>(hash >> 32);
  const std::uint32_t mask = mask_of(table.bits);
  for (std::uint32_t at = upper >> (32 - table.bits);; at = (at + 1) & mask) {
    const std::uint64_t entry = table.entries[at].load(std::memory_order_acquire);
    if (entry == 0) return kOverflowSite;
    const auto site = static_cast<std::uint32_t>(entry);
    if (entry >> 32 == upper && is_stack(site, frames, depth)) return site;
  }
}

void SiteTable::put(const Table& table, std::uint64_t entry) noexcept {
  const std::uint32_t mask = mask_of(table.bits);
  std::uint32_t at = static_cast<std::uint32_t>(entry >> 32) >> (32 - table.bits);
  while (table.entries[at].load(kRelaxed) != 0) at = (at + 1) & mask;
  table.entries[at].store(entry, std::memory_order_release);
}

bool SiteTable::grow() noexcept {
  const Table* const old = table_.load(kRelaxed);
  Table* const fresh = make(old->bits + 1);
  if (fresh == nullptr) return false;
  for (std::uint32_t i = 0; i <= mask_of(old->bits); ++i) {
    const std::uint64_t entry = old->entries[i].load(kRelaxed);
    if (entry != 0) put(*fresh, entry);
  }
  table_.store(fresh, std::memory_order_release);
  return true;
}

// Complete before it is counted, and counted before it can be found. kOverflowSite: no room.
std::uint32_t SiteTable::add(const std::uint32_t* frames, std::size_t depth) noexcept {
  const std::uint32_t site = tables_->site_count.load(kRelaxed);
  const std::uint32_t first = tables_->frame_count.load(kRelaxed);
  if (site >= kMaxSites || depth > kMaxFrames - first) return kOverflowSite;
  std::memcpy(&tables_->frames[first], frames, depth * sizeof *frames);
  tables_->stacks[site] = {first, static_cast<std::uint32_t>(depth)};
  tables_->frame_count.store(first + static_cast<std::uint32_t>(depth), std::memory_order_release);
  tables_->site_count.store(site + 1, std::memory_order_release);
  return site;
}

std::uint32_t SiteTable::site_of(const std::uint32_t* frames, std::size_t depth, bool* full) noexcept {
  const std::uint64_t hash = hash_of(frames, depth);
  const Table* table = table_.load(std::memory_order_acquire);
  if (table == nullptr) {
    *full = true;
    return kOverflowSite;
  }
  std::uint32_t site = find(*table, hash, frames, depth);
  if (site != kOverflowSite) return site;
  const SpinGuard guard(lock_);
  table = table_.load(kRelaxed);
  site = find(*table, hash, frames, depth);  // another thread may have been faster
  if (site != kOverflowSite) return site;
  if (used_ >= 1u << (table->bits - 1) && !grow()) {
    *full = true;
    return kOverflowSite;
  }
  site = add(frames, depth);
  *full = site == kOverflowSite;
  if (*full) return site;
  put(*table_.load(kRelaxed), (hash & ~std::uint64_t{0xffffffff}) | site);
  ++used_;
  return site;
}

}  // namespace highwater::counting
