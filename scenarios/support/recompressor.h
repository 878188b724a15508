// SPDX-License-Identifier: Apache-2.0
// The list of sizes: takes a picture row by row and makes a small JPEG of each width at the same time.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "support/jpeg_encoder.h"
#include "support/row_resizer.h"
#include "support/row_sink.h"

namespace highwater::scenarios {

inline constexpr std::size_t kThumbnails = 3;
inline constexpr int kThumbnailQuality = 75;

// Widths of the list, largest first: a decoder need not make more pixels than the first asks for.
using ThumbnailWidths = std::array<unsigned, kThumbnails>;

class Recompressor final : public RowSink {
 public:
  // Pictures must be at least as wide and high as the largest of the list.
  explicit Recompressor(const ThumbnailWidths& widths) : widths_(widths) {}

  void begin(PictureSize size) override;
  void row(const std::uint8_t* pixels) override;
  void finish() override;

  // The JPEGs of the last picture, until the next one begins.
  const std::array<std::span<const std::byte>, kThumbnails>& thumbnails() const { return thumbnails_; }

 private:
  const ThumbnailWidths widths_;
  std::array<RowResizer, kThumbnails> resizers_;
  std::array<JpegEncoder, kThumbnails> encoders_;
  std::array<std::span<const std::byte>, kThumbnails> thumbnails_;
};

}  // namespace highwater::scenarios
