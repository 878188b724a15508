// SPDX-License-Identifier: Apache-2.0
#include "batch_download/keeping.h"

#include <utility>

#include "support/failure.h"

namespace highwater::scenarios {
namespace {

class BufferSink final : public BodySink {
 public:
  explicit BufferSink(const BufferPlan& plan) : plan_(plan) {}

  void piece(std::span<const std::byte> bytes, std::optional<std::size_t> content_length) override {
    if (!buffer_) {
      if (!plan_.initial_bytes && !content_length) fail("the image server sent no Content-Length");
      buffer_.emplace(plan_.initial_bytes ? *plan_.initial_bytes : *content_length);
    }
    buffer_->append(bytes);
  }

  GrowingBuffer take() {
    if (!buffer_) fail("the image server sent an empty picture");
    if (plan_.trim == Trim::kWhenWasteful) buffer_->trim();
    return std::move(*buffer_);
  }

 private:
  const BufferPlan& plan_;
  std::optional<GrowingBuffer> buffer_;
};

}  // namespace

GrowingBuffer download_to_buffer(Downloader& downloader, const BufferPlan& plan, const char* path) {
  BufferSink sink(plan);
  downloader.get(path, sink);
  return sink.take();
}

}  // namespace highwater::scenarios
