// SPDX-License-Identifier: Apache-2.0
#include "batch_download/batch.h"

#include <array>
#include <latch>
#include <thread>

#include "batch_download/size_list.h"
#include "batch_download/streaming.h"
#include "support/failure.h"
#include "support/image_server/picture_count.h"
#include "support/jpeg_decoder.h"
#include "support/recompressor.h"

namespace highwater::scenarios {
namespace {

constexpr unsigned kMostThreads = 4;  // as the service had

class Discard final : public BodySink {
 public:
  void piece(std::span<const std::byte>, std::optional<std::size_t>) override {}
};

void recompress(const GrowingBuffer& body) {
  Recompressor recompressor(kSizeList);
  JpegDecoder(recompressor).decode_whole(body.contents(), kSizeList.front());
}

}  // namespace

Batch::Batch(int port, unsigned threads) {
  if (threads > kMostThreads) fail("too many downloader threads");
  downloaders_.reserve(threads);
  for (unsigned i = 0; i < threads; ++i) downloaders_.emplace_back(port);
}

unsigned Batch::last_picture(unsigned thread) const {
  const unsigned threads = static_cast<unsigned>(downloaders_.size());
  return (kPictures - 1 - thread) / threads * threads + thread;
}

// All threads are alive at the same moment, here and in the warm-up before: glibc then gives the second
// generation the stacks of the first, with the thread-local storage (a heap block each) that came with them.
// Otherwise it would depend on timing how many stacks there are, and so what is retained.
template <typename Work>
void Batch::on_every_thread(Work work) {
  const unsigned count = static_cast<unsigned>(downloaders_.size());
  if (count == 1) {
    work(0u);
    return;
  }
  std::latch all_alive(count);
  std::array<std::thread, kMostThreads> threads;
  for (unsigned i = 0; i < count; ++i) {
    threads[i] = std::thread([&, i] {
      all_alive.arrive_and_wait();
      work(i);
    });
  }
  for (unsigned i = 0; i < count; ++i) threads[i].join();
}

void Batch::warm_up(Transport transport) {
  on_every_thread([&](unsigned thread) {
    Discard nobody;
    // Twice: only the second request finds a connection, as all of the batch do. libcurl then frees a host
    // name.
    for (int i = 0; i < 2; ++i) {
      downloaders_[thread].get(PicturePath(transport, last_picture(thread)).get(), nobody);
    }
  });
}

void Batch::download_kept(const BufferPlan& plan, Cache& cache, Region& region) {
  on_every_thread([&](unsigned thread) {
    for (unsigned i = thread; i < kPictures; i += static_cast<unsigned>(downloaders_.size())) {
      cache[i] = download_to_buffer(downloaders_[thread], plan, PicturePath(plan.transport, i).get());
      recompress(*cache[i]);
      region.iteration();
    }
  });
}

void Batch::download_streamed(Region& region) {
  on_every_thread([&](unsigned thread) {
    for (unsigned i = thread; i < kPictures; i += static_cast<unsigned>(downloaders_.size())) {
      download_and_recompress_streamed(downloaders_[thread], i);
      region.iteration();
    }
  });
}

}  // namespace highwater::scenarios
