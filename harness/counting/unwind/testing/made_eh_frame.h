// SPDX-License-Identifier: Apache-2.0
// An .eh_frame made by hand, with its table, for cfi_test.cc: one CIE, functions of 256 bytes each.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "counting/unwind/cfi.h"

namespace highwater::counting {

using Bytes = std::vector<std::uint8_t>;

struct MadeFunction {
  Bytes instructions;
};

// Of the CIE: what compilers write for x86-64.
struct MadeCommon {
  std::uint8_t version = 1;
  std::string augmentation = "zR";
  Bytes augmentation_data = {0x1b};  // pointers: four bytes, signed, relative to their own place
  Bytes alignment = {1, 0x78};       // of code 1, of data -8
  Bytes return_register = {16};
  Bytes instructions = {0x0c, 7, 8, 0x90, 1};  // CFA = rsp + 8, the return address at CFA - 8
};

// The frame descriptions of `functions`, in memory that ends with them.
class MadeEhFrame {
 public:
  static constexpr std::uintptr_t kFunctionBytes = 256;

  explicit MadeEhFrame(const std::vector<MadeFunction>& functions, const MadeCommon& common = {}) {
    const std::size_t header_bytes = 12 + 8 * functions.size();
    // Addresses in it depend on where it lies: built at its final size.
    for (int round = 0; round < 2; ++round) {
      const std::size_t size = bytes_.size();
      bytes_.clear();
      bytes_.reserve(size);
      append({1, 0x1b, 0x03, 0x3b});
      append_number(static_cast<std::int32_t>(header_bytes) - 4);
      append_number(static_cast<std::int32_t>(functions.size()));
      for (std::size_t i = 0; i < functions.size(); ++i) {
        append_number(static_cast<std::int32_t>(kCode + i * kFunctionBytes));
        append_number(i < places_.size() ? places_[i] : 0);
      }
      places_.clear();
      const std::size_t cie = begin_entry();
      append_number(0);
      append({common.version});
      for (const char c : common.augmentation) append({static_cast<std::uint8_t>(c)});
      append({0});
      append(common.alignment);
      append(common.return_register);
      if (!common.augmentation.empty()) {
        append({static_cast<std::uint8_t>(common.augmentation_data.size())});
        append(common.augmentation_data);
      }
      append(common.instructions);
      end_entry(cie);
      for (std::size_t i = 0; i < functions.size(); ++i) {
        places_.push_back(static_cast<std::int32_t>(bytes_.size()));
        const std::size_t fde = begin_entry();
        append_number(static_cast<std::int32_t>(bytes_.size() - cie));
        append_number(static_cast<std::int32_t>(kCode + i * kFunctionBytes - bytes_.size()));
        append_number(static_cast<std::int32_t>(kFunctionBytes));
        if (!common.augmentation.empty()) append({0});
        append(functions[i].instructions);
        end_entry(fde);
      }
    }
  }

  Bytes& bytes() { return bytes_; }
  // Where function `index` starts in memory, if it were there.
  std::uintptr_t code(std::size_t index = 0) const {
    return reinterpret_cast<std::uintptr_t>(bytes_.data()) + kCode + index * kFunctionBytes;
  }
  EhFrame get() const { return {bytes_.data(), bytes_.data(), bytes_.data() + bytes_.size()}; }
  Rule rule(std::uintptr_t offset, std::size_t index = 0) const {
    return rule_at(get(), code(index) + offset);
  }

 private:
  static constexpr std::uintptr_t kCode = 0x100000;

  void append(const Bytes& more) { bytes_.insert(bytes_.end(), more.begin(), more.end()); }
  void append_number(std::int32_t number) {
    std::uint8_t raw[sizeof number];
    std::memcpy(raw, &number, sizeof raw);
    bytes_.insert(bytes_.end(), raw, raw + sizeof raw);
  }
  // Its place; the length is filled in at the end.
  std::size_t begin_entry() {
    append_number(0);
    return bytes_.size() - 4;
  }
  void end_entry(std::size_t at) {
    while (bytes_.size() % 8 != 4) append({0});  // nop
    const auto length = static_cast<std::int32_t>(bytes_.size() - at - 4);
    std::memcpy(bytes_.data() + at, &length, sizeof length);
  }

  Bytes bytes_;
  std::vector<std::int32_t> places_;
};

}  // namespace highwater::counting
