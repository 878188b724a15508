// SPDX-License-Identifier: Apache-2.0
// Makes a picture smaller, row by row, as the mean of the pixels that fall into each new one. It never holds
// more than one row of sums, so that it adds nothing that depends on the height of a picture.
#pragma once

#include <cstdint>
#include <vector>

#include "support/row_sink.h"

namespace highwater::scenarios {

// `width` wide, with the proportions of `source`, at least one pixel high.
PictureSize resized(PictureSize source, unsigned width);

class RowResizer {
 public:
  // REQUIRES: target is not larger than source in either direction.
  void begin(PictureSize source, PictureSize target);
  // Takes a row. Returns the next row of the target when that is complete, until the next call, and otherwise
  // null.
  const std::uint8_t* row(const std::uint8_t* pixels);

 private:
  PictureSize source_;
  PictureSize target_;
  unsigned source_row_ = 0;
  unsigned target_row_ = 0;
  unsigned rows_summed_ = 0;
  std::vector<std::uint32_t> sums_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace highwater::scenarios
