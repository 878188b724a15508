// SPDX-License-Identifier: Apache-2.0
// A checksum of a stream of bytes that does not depend on how it was cut, and is quick under Valgrind: eight
// bytes at a time. It proves that a variant has read the file, all of it, in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace highwater::scenarios {

class Checksum {
 public:
  void add(std::span<const std::byte> bytes) {
    const std::byte* next = bytes.data();
    std::size_t left = bytes.size();
    while (pending_bytes_ != 0 && left > 0) {
      add_byte(*next);
      ++next;
      --left;
    }
    for (; left >= sizeof(std::uint64_t); left -= sizeof(std::uint64_t), next += sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, next, sizeof(word));
      add_word(word);
    }
    for (; left > 0; --left, ++next) add_byte(*next);
  }

  std::uint64_t value() const { return (hash_ ^ pending_) * kPrime + pending_bytes_; }

 private:
  static constexpr std::uint64_t kPrime = 0x100000001b3;

  void add_byte(std::byte byte) {
    pending_ |= std::to_integer<std::uint64_t>(byte) << (8 * pending_bytes_);
    if (++pending_bytes_ == sizeof(std::uint64_t)) {
      add_word(pending_);
      pending_ = 0;
      pending_bytes_ = 0;
    }
  }

  void add_word(std::uint64_t word) {
    hash_ = (hash_ ^ word) * kPrime;
    hash_ ^= hash_ >> 32;
  }

  std::uint64_t hash_ = 0xcbf29ce484222325;
  std::uint64_t pending_ = 0;  // bytes that do not fill a word yet, lowest first
  unsigned pending_bytes_ = 0;
};

}  // namespace highwater::scenarios
