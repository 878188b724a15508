// SPDX-License-Identifier: Apache-2.0
#include "support/jpeg_encoder.h"

#include "support/failure.h"

namespace highwater::scenarios {

JpegEncoder::JpegEncoder() {
  encoder_.err = failing_errors(errors_);
  jpeg_create_compress(&encoder_);
}

JpegEncoder::~JpegEncoder() {
  jpeg_destroy_compress(&encoder_);
}

void JpegEncoder::begin(PictureSize size, int quality) {
  if (capacity_ < largest_jpeg(size)) {
    capacity_ = largest_jpeg(size);
    output_.reset(new std::byte[capacity_]);
  }
  written_ = reinterpret_cast<unsigned char*>(output_.get());
  length_ = capacity_;
  jpeg_mem_dest(&encoder_, &written_, &length_);
  encoder_.image_width = size.width;
  encoder_.image_height = size.height;
  encoder_.input_components = static_cast<int>(kComponents);
  encoder_.in_color_space = JCS_RGB;
  jpeg_set_defaults(&encoder_);
  jpeg_set_quality(&encoder_, quality, TRUE);
  jpeg_start_compress(&encoder_, TRUE);
}

void JpegEncoder::row(const std::uint8_t* pixels) {
  JSAMPROW row = const_cast<JSAMPROW>(pixels);  // libjpeg reads it only, and says so nowhere
  if (jpeg_write_scanlines(&encoder_, &row, 1) != 1) fail("cannot encode a JPEG", "a row was not taken");
}

std::span<const std::byte> JpegEncoder::finish() {
  jpeg_finish_compress(&encoder_);
  if (written_ != reinterpret_cast<unsigned char*>(output_.get()))
    fail("a JPEG is longer than the longest possible");
  return {output_.get(), length_};
}

}  // namespace highwater::scenarios
