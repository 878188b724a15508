// SPDX-License-Identifier: Apache-2.0
// A JPEG to rows, with libjpeg, from a body that is there or from one that is still arriving.
//
// libjpeg suspends when its source has no more bytes: it goes back to the start of the marker or block that
// it could not finish, and later continues from there. The caller keeps the bytes that were not used and
// offers them again with more behind them; a body in memory is the case in which everything is offered at
// once.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "support/jpeg_errors.h"
#include "support/row_sink.h"

namespace highwater::scenarios {

class JpegDecoder {
 public:
  // BORROWS: sink, which gets one picture after each begin.
  explicit JpegDecoder(RowSink& sink);
  ~JpegDecoder();
  JpegDecoder(const JpegDecoder&) = delete;  // libjpeg's objects point into themselves
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  // Starts a picture. It is decoded at the smallest of 1/8, 1/4, 1/2 and full size that is still at least
  // `least_width` wide, as services do: most pixels of a photograph need never exist.
  void begin(unsigned least_width);
  // Goes as far as `data` allows and returns how many of its bytes were used up.
  std::size_t decode(std::span<const std::byte> data);
  bool finished() const { return step_ == Step::kFinished; }

  // All of it at once. A body that ends too early is an error.
  void decode_whole(std::span<const std::byte> body, unsigned least_width);

 private:
  //  begin --> kHeader --> kStart --> kRows --> kEnd --> kFinished      (each step of decode, when the data
  //  suffice)
  enum class Step { kHeader, kStart, kRows, kEnd, kFinished };

  bool advance();  // one step, or false when libjpeg wants more data
  bool read_rows();

  RowSink& sink_;
  jpeg_error_mgr errors_{};
  jpeg_decompress_struct decoder_{};
  jpeg_source_mgr source_{};
  std::unique_ptr<std::uint8_t[]> row_;
  std::size_t row_capacity_ = 0;
  std::size_t to_skip_ = 0;  // of a marker that is longer than the data offered so far
  unsigned least_width_ = 0;
  Step step_ = Step::kFinished;
};

}  // namespace highwater::scenarios
