// SPDX-License-Identifier: Apache-2.0
// Open addressing with linear probing, at most half full. Growing copies what is of the present generation.
#include "counting/unwind/rule_cache.h"

#include <bit>
#include <new>

#include "counting/unwind/pages.h"

namespace highwater::counting {

RuleCache::Table* RuleCache::make(unsigned bits) noexcept {
  // One cache line for the table, so that no entry lies in two.
  constexpr std::size_t kHead = 64;
  static_assert(sizeof(Table) <= kHead);
  void* const memory = map_pages(kHead + (sizeof(Entry) << bits));
  if (memory == nullptr) return nullptr;
  Table* const table = new (memory) Table{};
  table->mask = mask_of(bits);
  // Zeroed pages are free entries.
  table->entries = reinterpret_cast<Entry*>(static_cast<char*>(memory) + kHead);
  return table;
}

bool RuleCache::start() noexcept {
  if (table_.load(std::memory_order_relaxed) == nullptr)
    table_.store(make(kFirstBits), std::memory_order_release);
  return table_.load(std::memory_order_relaxed) != nullptr;
}

std::size_t RuleCache::size_of(const Table& table) noexcept {
  return table.mask / sizeof(Entry) + 1;
}

void RuleCache::put(Table& table, std::uint64_t tag, std::uint64_t word) noexcept {
  std::size_t at = place(tag >> kGenerationBits, table.mask);
  std::uint64_t present = 0;
  while ((present = entry_at(table.entries, at).tag.load(std::memory_order_relaxed)) != 0 &&
         present >> kGenerationBits != tag >> kGenerationBits)
    at = (at + sizeof(Entry)) & table.mask;
  if (present == 0) ++table.used;
  entry_at(table.entries, at).word.store(word, std::memory_order_release);
  entry_at(table.entries, at).tag.store(tag, std::memory_order_release);
}

bool RuleCache::grow() noexcept {
  Table* const old = table_.load(std::memory_order_relaxed);
  const std::size_t old_size = size_of(*old);
  Table* const table = make(static_cast<unsigned>(std::countr_zero(old_size)) + 2);
  if (table == nullptr) return false;
  const std::uint64_t generation = generation_.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < old_size; ++i) {
    const std::uint64_t tag = old->entries[i].tag.load(std::memory_order_relaxed);
    if ((tag & (kGenerations - 1)) == generation)
      put(*table, tag, old->entries[i].word.load(std::memory_order_relaxed));
  }
  table_.store(table, std::memory_order_release);
  return true;
}

void RuleCache::insert(std::uintptr_t address, std::uint64_t generation, std::uint64_t word) noexcept {
  if (address >> kAddressBits != 0 || generation != generation_.load(std::memory_order_relaxed)) return;
  const Table* const table = table_.load(std::memory_order_relaxed);
  // One more than half, or no more than that one can be searched for in vain.
  const std::size_t half = size_of(*table) / 2;
  if (table->used >= half && !grow() && table->used >= half + half / 2) return;
  put(*table_.load(std::memory_order_relaxed), tag_of(address, generation), word);
}

void RuleCache::forget() noexcept {
  std::uint64_t next = generation_.load(std::memory_order_relaxed) + 1;
  if (next == kGenerations) {
    // Entries of the first round must not be taken for those of the second.
    const Table* const table = table_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < size_of(*table); ++i) {
      std::atomic<std::uint64_t>& tag = table->entries[i].tag;
      tag.store(tag.load(std::memory_order_relaxed) & ~(kGenerations - 1), std::memory_order_relaxed);
    }
    next = 1;
  }
  generation_.store(next, std::memory_order_release);
}

}  // namespace highwater::counting
