// SPDX-License-Identifier: Apache-2.0
// The batch of one variant: what is set up before the region, and what runs inside it.
#pragma once

#include <highwater/scenario.h>

#include <optional>
#include <vector>

#include "batch_download/downloader.h"
#include "batch_download/keeping.h"
#include "support/growing_buffer.h"

namespace highwater::scenarios {

// The cache. It holds the bodies until the region has ended; its own storage is made before the region
// begins.
using Cache = std::vector<std::optional<GrowingBuffer>>;

class Batch {
 public:
  // `threads` downloaders; thread t takes pictures t, t + threads, … , so that it is known which one each
  // asks for last.
  Batch(int port, unsigned threads);

  // Has every thread download the picture that it will end with and forget it. After that the connections
  // exist, and whatever libcurl keeps of its last request (URL, headers) has the size that it will have when
  // the batch is over.
  void warm_up(Transport transport);

  void download_kept(const BufferPlan& plan, Cache& cache, Region& region);
  void download_streamed(Region& region);

 private:
  template <typename Work>
  void on_every_thread(Work work);
  unsigned last_picture(unsigned thread) const;

  CurlLibrary library_;
  std::vector<Downloader> downloaders_;
};

}  // namespace highwater::scenarios
