// SPDX-License-Identifier: Apache-2.0
// Each piece from libcurl goes behind what the decoder has not used yet, in a buffer of fixed size: how large
// the pieces are depends on timing, and what is allocated must not.
#include "batch_download/streaming.h"

#include <cstring>
#include <memory>

#include "batch_download/picture_path.h"
#include "batch_download/size_list.h"
#include "support/failure.h"
#include "support/jpeg_decoder.h"
#include "support/recompressor.h"

namespace highwater::scenarios {
namespace {

// What libjpeg goes back over when it suspends is less than one marker or one row of six blocks: 1.3 KB at
// the most here.
constexpr std::size_t kUnusedBytes = 4096;
constexpr std::size_t kBufferBytes = CURL_MAX_WRITE_SIZE + kUnusedBytes;

class DecodingSink final : public BodySink {
 public:
  DecodingSink() : recompressor_(kSizeList), decoder_(recompressor_), buffer_(new std::byte[kBufferBytes]) {
    decoder_.begin(kSizeList.front());
  }

  void piece(std::span<const std::byte> bytes, std::optional<std::size_t>) override {
    if (bytes.size() > kBufferBytes - waiting_)
      fail("cannot decode a JPEG", "too much of it is waiting for the rest");
    std::memcpy(buffer_.get() + waiting_, bytes.data(), bytes.size());
    waiting_ += bytes.size();
    const std::size_t used = decoder_.decode({buffer_.get(), waiting_});
    waiting_ -= used;
    std::memmove(buffer_.get(), buffer_.get() + used, waiting_);
  }

  void finish() {
    if (!decoder_.finished()) fail("cannot decode a JPEG", "it ends too early");
  }

 private:
  Recompressor recompressor_;
  JpegDecoder decoder_;
  std::unique_ptr<std::byte[]> buffer_;
  std::size_t waiting_ = 0;
};

}  // namespace

void download_and_recompress_streamed(Downloader& downloader, unsigned picture) {
  DecodingSink sink;
  downloader.get(PicturePath(Transport::kChunked, picture).get(), sink);
  sink.finish();
}

}  // namespace highwater::scenarios
