// SPDX-License-Identifier: Apache-2.0
// Which of many address ranges, overlapping ones too, contain an address. Used for units and for functions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace highwater {

template <typename Value>
class RangeIndex {
 public:
  struct Range {
    std::uint64_t low;
    std::uint64_t high;   // exclusive
    std::uint64_t reach;  // highest end of this range and those before it
    Value value;
  };

  void add(std::uint64_t low, std::uint64_t high, Value value) {
    if (low < high) ranges_.push_back({low, high, high, value});
  }

  // REQUIRES: called once, after the last add() and before the first containing().
  void sort() {
    std::stable_sort(ranges_.begin(), ranges_.end(),
                     [](const Range& a, const Range& b) { return a.low < b.low; });
    std::uint64_t reach = 0;
    for (Range& range : ranges_) range.reach = reach = std::max(reach, range.high);
  }

  // BORROWS: the index.
  std::vector<const Range*> containing(std::uint64_t address) const {
    std::vector<const Range*> found;
    auto after = std::upper_bound(ranges_.begin(), ranges_.end(), address,
                                  [](std::uint64_t value, const Range& range) { return value < range.low; });
    while (after != ranges_.begin() && (--after)->reach > address)
      if (address < after->high) found.push_back(&*after);
    return found;
  }

 private:
  std::vector<Range> ranges_;
};

}  // namespace highwater
