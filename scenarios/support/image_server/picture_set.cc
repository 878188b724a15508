// SPDX-License-Identifier: Apache-2.0
// Widths rise with the third power of a picture's rank, from 168 to 1152 pixels; bytes rise with the square
// of the width. Integers only: a rounding error would be another picture.
#include "support/image_server/picture_set.h"

#include <cstdint>

#include "support/noise_picture.h"

namespace highwater::scenarios {
namespace {

constexpr int kQuality = 95;
constexpr unsigned kSmallestWidth = 168;
constexpr unsigned kLargestWidth = 1152;

PictureSize size_of(unsigned rank, unsigned count) {
  const std::uint64_t top = count > 1 ? count - 1 : 1;
  const std::uint64_t wider =
      std::uint64_t{kLargestWidth - kSmallestWidth} * rank * rank * rank / (top * top * top);
  const unsigned width = kSmallestWidth + static_cast<unsigned>(wider);
  return {width, width * 3 / 4};
}

}  // namespace

std::vector<std::vector<std::byte>> make_picture_set(unsigned count) {
  std::vector<std::vector<std::byte>> pictures;
  for (unsigned i = 0; i < count; ++i) {
    // 37 shares no factor with a power of two, so each rank comes once; the last picture has rank 0.
    const unsigned rank = (count - 1 - i) * 37 % count;
    pictures.push_back(noise_jpeg(i, size_of(rank, count), kQuality));
  }
  return pictures;
}

}  // namespace highwater::scenarios
