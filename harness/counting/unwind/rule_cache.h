// SPDX-License-Identifier: Apache-2.0
// What is known of code addresses: one word of 64 bits for each (the unwinder's: a rule and a location).
// Used by the unwinder, at every frame of every stack.
//
// Thread safety: a view may be made and searched by any thread at any time, without a lock. The rest is for
// one thread at a time, which the unwinder's lock sees to.
//   (1) The address of an entry never changes once it is set, and its word is one store: there is no state
//       in which an entry shows half of another.
//   (2) The generation of an entry is set after its word (release), and is compared before the word is used
//       (acquire): who finds the generation that it looks for finds a word that is no older.
//   (3) A table that has grown too small is never unmapped: a thread may still be searching it. All of them
//       together are a third of the last one's size.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace highwater::counting {

class RuleCache {
  struct Entry {
    std::atomic<std::uint64_t> tag;  // of address and generation; 0: free
    std::atomic<std::uint64_t> word;
  };

 public:
  // Addresses that do not fit beside a generation are not kept.
  static constexpr unsigned kAddressBits = 48;
  static constexpr unsigned kGenerationBits = 64 - kAddressBits;

  // The table at one moment. Entries older than it are not found.
  class View {
   public:
    // 0 when `address` is not known.
    [[gnu::always_inline]] std::uint64_t find(std::uintptr_t address) const noexcept {
      const std::uint64_t tag = tag_of(address, generation_);
      for (std::size_t at = place(address, mask_);; at = (at + sizeof(Entry)) & mask_) {
        const Entry& entry = entry_at(entries_, at);
        const std::uint64_t found = entry.tag.load(std::memory_order_acquire);
        if (found == tag) [[likely]]
          return entry.word.load(std::memory_order_relaxed);
        if (found == 0 || found >> kGenerationBits == address) return 0;
      }
    }
    std::uint64_t generation() const noexcept { return generation_; }

   private:
    friend class RuleCache;
    Entry* entries_;
    std::size_t mask_;
    std::uint64_t generation_;
  };

  View view() const noexcept {
    View view;
    const Table* const table = table_.load(std::memory_order_acquire);
    view.entries_ = table->entries;
    view.mask_ = table->mask;
    view.generation_ = generation_.load(std::memory_order_acquire);
    return view;
  }

  std::uint64_t generation() const noexcept { return generation_.load(std::memory_order_acquire); }

  // False without memory: the cache is not to be used.
  bool start() noexcept;

  // `generation` is of a view that was made before `word` was found out: where it has changed since, the
  // entry is not believed. Without memory to grow the address stays unknown. REQUIRES: word != 0.
  void insert(std::uintptr_t address, std::uint64_t generation, std::uint64_t word) noexcept;

  // No entry made so far is found any more. Its place is taken by the next one for the address.
  void forget() noexcept;

 private:
  struct Table {
    std::size_t mask;  // of places
    std::size_t used;
    Entry* entries;
  };

  static constexpr unsigned kFirstBits = 12;
  static constexpr std::uint64_t kGenerations = std::uint64_t{1} << kGenerationBits;

  // The bits of an address that is too large fall on those of the generation, so that it is not taken for
  // the one that it ends in.
  [[gnu::always_inline]] static std::uint64_t tag_of(std::uintptr_t address,
                                                     std::uint64_t generation) noexcept {
    return (address << kGenerationBits | address >> kAddressBits) ^ generation;
  }
  // Places in a table are in bytes, to save every search a shift. Addresses of code differ most in their low
  // bits; the pages that they lie in are mixed in from above.
  [[gnu::always_inline]] static std::size_t place(std::uintptr_t address, std::size_t mask) noexcept {
    return (address * sizeof(Entry) ^ address >> 8) & mask;
  }
  static constexpr std::size_t mask_of(unsigned bits) {
    return ((std::size_t{1} << bits) - 1) * sizeof(Entry);
  }
  [[gnu::always_inline]] static Entry& entry_at(Entry* entries, std::size_t place) noexcept {
    return *reinterpret_cast<Entry*>(reinterpret_cast<char*>(entries) + place);
  }
  static std::size_t size_of(const Table& table) noexcept;
  static Table* make(unsigned bits) noexcept;
  static void put(Table& table, std::uint64_t tag, std::uint64_t word) noexcept;
  bool grow() noexcept;

  std::atomic<Table*> table_{nullptr};
  // From 1 on: an entry of generation 0 is never found.
  std::atomic<std::uint64_t> generation_{1};
};

}  // namespace highwater::counting
