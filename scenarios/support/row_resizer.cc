// SPDX-License-Identifier: Apache-2.0
#include "support/row_resizer.h"

#include <algorithm>

namespace highwater::scenarios {

PictureSize resized(PictureSize source, unsigned width) {
  return {width, std::max(1u, source.height * width / source.width)};
}

void RowResizer::begin(PictureSize source, PictureSize target) {
  source_ = source;
  target_ = target;
  source_row_ = 0;
  target_row_ = 0;
  rows_summed_ = 0;
  sums_.assign(std::size_t{target.width} * kComponents, 0);
  pixels_.resize(std::size_t{target.width} * kComponents);
}

const std::uint8_t* RowResizer::row(const std::uint8_t* pixels) {
  // Column x of the target covers the source's columns from x * source / target up to the next one's first.
  std::uint32_t* sum = sums_.data();
  unsigned column = 0;
  for (unsigned x = 0; x < target_.width; ++x, sum += kComponents) {
    const unsigned end = (x + 1) * source_.width / target_.width;
    for (; column < end; ++column, pixels += kComponents) {
      sum[0] += pixels[0];
      sum[1] += pixels[1];
      sum[2] += pixels[2];
    }
  }
  ++source_row_;
  ++rows_summed_;
  if (source_row_ < (target_row_ + 1) * source_.height / target_.height) return nullptr;

  const std::uint32_t* next = sums_.data();
  std::uint8_t* pixel = pixels_.data();
  for (unsigned x = 0; x < target_.width; ++x, next += kComponents, pixel += kComponents) {
    const unsigned columns = (x + 1) * source_.width / target_.width - x * source_.width / target_.width;
    const unsigned count = columns * rows_summed_;
    for (unsigned c = 0; c < kComponents; ++c) pixel[c] = static_cast<std::uint8_t>(next[c] / count);
  }
  std::fill(sums_.begin(), sums_.end(), 0);
  rows_summed_ = 0;
  ++target_row_;
  return pixels_.data();
}

}  // namespace highwater::scenarios
