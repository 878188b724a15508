// SPDX-License-Identifier: Apache-2.0
// The growth rule of both stories, modelled once: a buffer that wants at least 512 free bytes before every
// read, and otherwise grows to 2 * capacity + 512 bytes by allocating, copying and freeing.
//
// With initial capacity c0 the capacities are c0, 2 c0 + 512, 4 c0 + 1536, … : c(k) = 2^k (c0 + 512) - 512.
// A body of n bytes ends in the first c(k) >= n + 512, because the read that finds end-of-file wants its 512
// free bytes too. Neither the capacities nor their order depend on how the body was cut into pieces: c(k) is
// left only when more than c(k) - 512 bytes are in it, and only bytes of the body can be.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace highwater::scenarios {

inline constexpr std::size_t kWantedFreeBytes = 512;

// REQUIRES: capacity <= (SIZE_MAX - 512) / 2.
constexpr std::size_t grown_capacity(std::size_t capacity) {
  return 2 * capacity + kWantedFreeBytes;
}

// What a buffer of `initial` bytes goes through while it takes in `length` bytes and the end-of-file.
struct Growth {
  std::size_t previous = 0;  // capacity before the last growth, 0 when it never grew
  std::size_t last = 0;      // capacity at the end
  std::size_t allocations = 0;
  std::size_t allocated_bytes = 0;

  // Both buffers are live while one is copied to the other, and the last pair is the largest.
  constexpr std::size_t peak_bytes() const { return previous + last; }
};

constexpr Growth growth_of(std::size_t initial, std::size_t length) {
  Growth growth{0, initial, 1, initial};
  while (growth.last < length + kWantedFreeBytes) {
    growth.previous = growth.last;
    growth.last = grown_capacity(growth.last);
    growth.allocations += 1;
    growth.allocated_bytes += growth.last;
  }
  return growth;
}

class GrowingBuffer {
 public:
  explicit GrowingBuffer(std::size_t capacity);
  GrowingBuffer(GrowingBuffer&&) = default;
  GrowingBuffer& operator=(GrowingBuffer&&) = default;

  // For a source that is read: room for the next read, at least 512 bytes of it, and how much of it was
  // filled.
  std::span<std::byte> space_to_read();
  void filled(std::size_t bytes) { size_ += bytes; }

  // For a source that pushes: the same as reading `piece`, up to the moment when the next read may begin.
  // That moment is inside append because there is always a next read (the last one finds end-of-file).
  void append(std::span<const std::byte> piece);

  std::span<const std::byte> contents() const { return {bytes_.get(), size_}; }
  std::size_t capacity() const { return capacity_; }

  // The cure: copies the contents into a buffer of exactly their size when more than 10 % of this one is
  // wasted.
  void trim();

 private:
  void reallocate(std::size_t capacity);

  // One plain operator new[] of exactly `capacity_` bytes, nothing in front of them and nothing cleared: what
  // a probe counts is the rule and nothing else.
  std::unique_ptr<std::byte[]> bytes_;
  std::size_t capacity_;
  std::size_t size_ = 0;
};

// The cure's rule: more than 10 % of the capacity is wasted.
constexpr bool is_wasteful(std::size_t capacity, std::size_t size) {
  return (capacity - size) * 10 > capacity;
}

}  // namespace highwater::scenarios
