// SPDX-License-Identifier: Apache-2.0
// Picks the numbers of every snapshot out of a massif file that is read in pieces. For the shim, which has
// neither the memory nor the run-time library to read such a file whole (that is parse_massif's work), and
// for its test.
#pragma once

#include <cstddef>
#include <cstdint>

#include "probe/shim/massif_wire.h"

namespace highwater {

// `Sink` is called as sink(index, moment, is_peak) for each snapshot whose header is complete. Tree lines
// begin with a blank or "n", which no header line does; the command, which may hold anything, ends at
// "time_unit: ".
template <typename Sink>
class SnapshotScan {
 public:
  explicit SnapshotScan(Sink& sink) : sink_(sink) {}

  void feed(const char* bytes, std::size_t size) {
    for (const char* end = bytes + size; bytes != end; ++bytes) {
      if (*bytes == '\n') {
        if (length_ > 0 && length_ < sizeof line_) take_line();
        length_ = 0;
        skipping_ = false;
      } else if (!skipping_) {
        // Most of a file is tree: such a line is known by its first byte, and is not worth keeping.
        if (length_ == 0 && (*bytes == ' ' || *bytes == 'n')) {
          skipping_ = true;
        } else if (length_ < sizeof line_) {
          line_[length_++] = *bytes;
        }
      }
    }
  }

  std::uint64_t snapshots() const { return index_; }

 private:
  // True when the line is `key` and a number, which `number` becomes.
  bool number_after(const char* key, std::uint64_t& number) const {
    std::size_t at = 0;
    for (; key[at] != '\0'; ++at)
      if (at == length_ || line_[at] != key[at]) return false;
    if (at == length_) return false;
    std::uint64_t value = 0;
    for (; at != length_; ++at) {
      if (line_[at] < '0' || line_[at] > '9') return false;
      value = value * 10 + static_cast<std::uint64_t>(line_[at] - '0');
    }
    number = value;
    return true;
  }

  bool begins_with(const char* key) const {
    for (std::size_t at = 0; key[at] != '\0'; ++at)
      if (at == length_ || line_[at] != key[at]) return false;
    return true;
  }

  void take_line() {
    if (!in_snapshots_) {
      in_snapshots_ = begins_with("time_unit: ");
      return;
    }
    if (number_after("time=", moment_.time) || number_after("mem_heap_B=", moment_.heap) ||
        number_after("mem_heap_extra_B=", moment_.extra))
      return;
    if (begins_with("heap_tree=")) sink_(index_++, moment_, begins_with("heap_tree=peak"));
  }

  Sink& sink_;  // BORROWS
  char line_[64];
  std::size_t length_ = 0;
  bool skipping_ = false;
  bool in_snapshots_ = false;
  std::uint64_t index_ = 0;
  MassifMoment moment_{};
};

}  // namespace highwater
