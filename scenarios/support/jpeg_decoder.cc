// SPDX-License-Identifier: Apache-2.0
#include "support/jpeg_decoder.h"

#include <algorithm>

#include "support/failure.h"

namespace highwater::scenarios {
namespace {

void do_nothing(j_decompress_ptr) {}

boolean suspend(j_decompress_ptr) {
  return FALSE;
}

// The part of a skip that lies beyond the data offered is done in decode, when those bytes are there.
void skip(j_decompress_ptr decoder, long bytes) {
  if (bytes <= 0) return;
  const std::size_t wanted = static_cast<std::size_t>(bytes);
  const std::size_t now = std::min(wanted, decoder->src->bytes_in_buffer);
  decoder->src->next_input_byte += now;
  decoder->src->bytes_in_buffer -= now;
  *static_cast<std::size_t*>(decoder->client_data) += wanted - now;
}

}  // namespace

JpegDecoder::JpegDecoder(RowSink& sink) : sink_(sink) {
  decoder_.err = failing_errors(errors_);
  jpeg_create_decompress(&decoder_);
  decoder_.client_data = &to_skip_;
  source_.init_source = do_nothing;
  source_.fill_input_buffer = suspend;
  source_.skip_input_data = skip;
  source_.resync_to_restart = jpeg_resync_to_restart;
  source_.term_source = do_nothing;
  decoder_.src = &source_;
}

JpegDecoder::~JpegDecoder() {
  jpeg_destroy_decompress(&decoder_);
}

void JpegDecoder::begin(unsigned least_width) {
  least_width_ = least_width;
  to_skip_ = 0;
  step_ = Step::kHeader;
}

std::size_t JpegDecoder::decode(std::span<const std::byte> data) {
  const std::size_t skipped = std::min(to_skip_, data.size());
  to_skip_ -= skipped;
  if (to_skip_ > 0) return skipped;
  source_.next_input_byte = reinterpret_cast<const JOCTET*>(data.data()) + skipped;
  source_.bytes_in_buffer = data.size() - skipped;
  while (!finished() && advance()) {
  }
  return data.size() - source_.bytes_in_buffer;
}

void JpegDecoder::decode_whole(std::span<const std::byte> body, unsigned least_width) {
  begin(least_width);
  decode(body);
  if (!finished()) fail("cannot decode a JPEG", "it ends too early");
}

bool JpegDecoder::advance() {
  switch (step_) {
    case Step::kHeader:
      if (jpeg_read_header(&decoder_, TRUE) == JPEG_SUSPENDED) return false;
      decoder_.out_color_space = JCS_RGB;
      decoder_.do_fancy_upsampling = FALSE;
      decoder_.scale_denom = 8;
      while (decoder_.scale_denom > 1 && decoder_.image_width / decoder_.scale_denom < least_width_) {
        decoder_.scale_denom /= 2;
      }
      step_ = Step::kStart;
      return true;
    case Step::kStart:
      if (jpeg_start_decompress(&decoder_) == FALSE) return false;
      if (row_capacity_ < std::size_t{decoder_.output_width} * kComponents) {
        row_capacity_ = std::size_t{decoder_.output_width} * kComponents;
        row_.reset(new std::uint8_t[row_capacity_]);
      }
      sink_.begin({decoder_.output_width, decoder_.output_height});
      step_ = Step::kRows;
      return true;
    case Step::kRows:
      return read_rows();
    case Step::kEnd:
      if (jpeg_finish_decompress(&decoder_) == FALSE) return false;
      sink_.finish();
      step_ = Step::kFinished;
      return true;
    case Step::kFinished:
      break;
  }
  return false;
}

bool JpegDecoder::read_rows() {
  JSAMPROW row = row_.get();
  while (decoder_.output_scanline < decoder_.output_height) {
    if (jpeg_read_scanlines(&decoder_, &row, 1) == 0) return false;
    sink_.row(row_.get());
  }
  step_ = Step::kEnd;
  return true;
}

}  // namespace highwater::scenarios
