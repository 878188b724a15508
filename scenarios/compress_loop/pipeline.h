// SPDX-License-Identifier: Apache-2.0
// One iteration of the loop: a JPEG to the size list, and each result through zstd. Everything that an
// iteration allocates is owned here, so that whether it is made anew or used again is the caller's choice.
#pragma once

#include <zstd.h>

#include <cstddef>
#include <memory>
#include <span>

#include "support/jpeg_decoder.h"
#include "support/recompressor.h"

namespace highwater::scenarios {

// The picture that is recompressed, and its size list.
inline constexpr PictureSize kLoopPicture{192, 144};
inline constexpr ThumbnailWidths kLoopWidths{80, 60, 40};

// The buffer that zstd writes to has room for any of the results: 80 * 64 * 3 + 2048 bytes at most (80 x 60
// pixels, padded), and what zstd may add to bytes that cannot be compressed.
inline constexpr std::size_t kLargestThumbnail = largest_jpeg({80, 60});
inline constexpr std::size_t kResultBytes = ZSTD_COMPRESSBOUND(kLargestThumbnail);

class Pipeline {
 public:
  Pipeline();

  // Returns the compressed bytes of all three results.
  std::size_t run(std::span<const std::byte> jpeg);

  // The mistake of `leaky`: loses the result buffer, which the next run replaces.
  void forget_result();

 private:
  struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };

  Recompressor recompressor_{kLoopWidths};
  JpegDecoder decoder_{recompressor_};
  std::unique_ptr<ZSTD_CCtx, FreeContext> context_;
  std::unique_ptr<std::byte[]> result_;  // kResultBytes
};

}  // namespace highwater::scenarios
