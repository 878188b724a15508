// SPDX-License-Identifier: Apache-2.0
#include "support/recompressor.h"

#include "support/failure.h"

namespace highwater::scenarios {

void Recompressor::begin(PictureSize size) {
  for (std::size_t i = 0; i < kThumbnails; ++i) {
    if (size.width < widths_[i]) fail("a picture is narrower than its thumbnail");
    const PictureSize small = resized(size, widths_[i]);
    resizers_[i].begin(size, small);
    encoders_[i].begin(small, kThumbnailQuality);
  }
}

void Recompressor::row(const std::uint8_t* pixels) {
  for (std::size_t i = 0; i < kThumbnails; ++i) {
    const std::uint8_t* small = resizers_[i].row(pixels);
    if (small != nullptr) encoders_[i].row(small);
  }
}

void Recompressor::finish() {
  for (std::size_t i = 0; i < kThumbnails; ++i) thumbnails_[i] = encoders_[i].finish();
}

}  // namespace highwater::scenarios
