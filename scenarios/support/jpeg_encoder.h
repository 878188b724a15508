// SPDX-License-Identifier: Apache-2.0
// Rows to a JPEG in memory, with libjpeg. One encoder makes any number of pictures and reuses what it has
// allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "support/jpeg_errors.h"
#include "support/row_sink.h"

namespace highwater::scenarios {

// No JPEG of this size is longer: the bound of TurboJPEG's tjBufSize for 4:2:0, 3 bytes for each pixel of the
// padded picture and 2048 for the headers.
constexpr std::size_t largest_jpeg(PictureSize size) {
  const std::size_t width = (size.width + 15u) / 16u * std::size_t{16};
  const std::size_t height = (size.height + 15u) / 16u * std::size_t{16};
  return width * height * 3 + 2048;
}

class JpegEncoder {
 public:
  JpegEncoder();
  ~JpegEncoder();
  JpegEncoder(const JpegEncoder&) = delete;  // libjpeg's objects point into themselves
  JpegEncoder& operator=(const JpegEncoder&) = delete;

  void begin(PictureSize size, int quality);
  void row(const std::uint8_t* pixels);
  // The JPEG, until the next begin.
  std::span<const std::byte> finish();

 private:
  jpeg_error_mgr errors_{};
  jpeg_compress_struct encoder_{};
  // A buffer of the largest possible size: libjpeg's own would double while it grows, which is not what is
  // measured here.
  std::unique_ptr<std::byte[]> output_;
  std::size_t capacity_ = 0;
  unsigned char* written_ = nullptr;  // where jpeg_mem_dest put the result: always output_
  unsigned long length_ = 0;
};

}  // namespace highwater::scenarios
