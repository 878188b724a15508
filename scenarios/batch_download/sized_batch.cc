// SPDX-License-Identifier: Apache-2.0
#include "batch_download/sized_batch.h"

#include <highwater/scenario.h>

#include <array>
#include <cstdio>
#include <optional>

#include "batch_download/downloader.h"
#include "support/failure.h"

namespace highwater::scenarios {
namespace {

class Discard final : public BodySink {
 public:
  void piece(std::span<const std::byte>, std::optional<std::size_t>) override {}
};

// Of one length for every size: the URL is among what libcurl keeps.
std::array<char, 40> body_path(Transport transport, std::size_t bytes) {
  std::array<char, 40> path{};
  std::snprintf(path.data(), path.size(), "%s/%010zu",
                transport == Transport::kSized ? "sized-bytes" : "chunked-bytes", bytes);
  return path;
}

}  // namespace

void download_sized(const BufferPlan& plan, int port, std::size_t bytes) {
  if (bytes % kBodies != 0) fail("the number of bytes is no multiple of 16");
  const CurlLibrary library;
  Downloader downloader(port);
  const std::array<char, 40> path = body_path(plan.transport, bytes / kBodies);
  std::array<std::optional<GrowingBuffer>, kBodies> cache;
  // Twice, as Batch::warm_up() does.
  Discard nobody;
  for (int i = 0; i < 2; ++i) downloader.get(path.data(), nobody);
  Region region("download");
  for (std::optional<GrowingBuffer>& body : cache) {
    body = download_to_buffer(downloader, plan, path.data());
    region.iteration();
  }
}

}  // namespace highwater::scenarios
