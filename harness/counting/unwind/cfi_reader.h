// SPDX-License-Identifier: Apache-2.0
// Reads the encodings of .eh_frame from memory that may hold anything: what lies outside its bounds is never
// touched, and one failure makes all that follows fail. Used by the cfi_* files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace highwater::counting {

class CfiReader {
 public:
  CfiReader(const std::uint8_t* at, const std::uint8_t* end) noexcept : at_(at), end_(end) {
    if (at > end) fail();
  }

  bool ok() const noexcept { return ok_; }
  bool done() const noexcept { return at_ >= end_; }
  const std::uint8_t* at() const noexcept { return at_; }
  const std::uint8_t* end() const noexcept { return end_; }

  template <typename Number>
  Number fixed() noexcept {
    Number number{};
    if (!has(sizeof number)) return number;
    std::memcpy(&number, at_, sizeof number);
    at_ += sizeof number;
    return number;
  }
  std::uint8_t byte() noexcept { return fixed<std::uint8_t>(); }

  void skip(std::uint64_t bytes) noexcept {
    if (has(bytes)) at_ += bytes;
  }

  std::uint64_t uleb() noexcept { return leb(nullptr); }
  std::int64_t sleb() noexcept {
    bool negative = false;
    std::uint64_t number = leb(&negative);
    return static_cast<std::int64_t>(number);
  }

  // A pointer as a DW_EH_PE_ encoding has it, absolute or relative to its own place. `data_base` for those
  // relative to .eh_frame_hdr. Fails with encodings that no linker uses for code addresses.
  std::uintptr_t pointer(unsigned encoding, const void* data_base = nullptr) noexcept {
    const auto place = reinterpret_cast<std::uintptr_t>(at_);
    std::uintptr_t base = 0;
    switch (encoding & 0xf0) {
      case 0x00:
        break;
      case 0x10:
        base = place;
        break;
      case 0x30:
        base = reinterpret_cast<std::uintptr_t>(data_base);
        break;
      default:
        fail();
        return 0;
    }
    return base + value(encoding);
  }

  // The number of such a pointer alone: a length, in the encoding of the pointer before it.
  std::uintptr_t value(unsigned encoding) noexcept {
    switch (encoding & 0x0f) {
      case 0x00:
        return fixed<std::uintptr_t>();
      case 0x01:
        return uleb();
      case 0x02:
        return fixed<std::uint16_t>();
      case 0x03:
        return fixed<std::uint32_t>();
      case 0x04:
        return fixed<std::uint64_t>();
      case 0x09:
        return static_cast<std::uintptr_t>(sleb());
      case 0x0a:
        return extended<std::int16_t>();
      case 0x0b:
        return extended<std::int32_t>();
      case 0x0c:
        return extended<std::int64_t>();
      default:
        fail();
        return 0;
    }
  }

  void fail() noexcept {
    ok_ = false;
    at_ = end_;
  }

 private:
  bool has(std::uint64_t bytes) noexcept {
    if (ok_ && bytes <= static_cast<std::uint64_t>(end_ - at_)) return true;
    fail();
    return false;
  }

  template <typename Number>
  std::uintptr_t extended() noexcept {
    return static_cast<std::uintptr_t>(std::int64_t{fixed<Number>()});
  }

  // LEB128. With `negative` the sign is extended.
  std::uint64_t leb(bool* negative) noexcept {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      number |= static_cast<std::uint64_t>(next & 0x7f) << shift;
      if ((next & 0x80) != 0) continue;
      if (negative != nullptr && (next & 0x40) != 0 && shift + 7 < 64)
        number |= ~std::uint64_t{0} << (shift + 7);
      return number;
    }
    fail();
    return 0;
  }

  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bool ok_ = true;
};

}  // namespace highwater::counting
