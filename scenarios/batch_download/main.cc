// SPDX-License-Identifier: Apache-2.0
// scenario_batch_download: story 1. An image service downloads a batch of pictures over HTTP, keeps their
// bodies in a cache and recompresses each to a list of sizes. The variants differ in the buffer that takes
// the body.
//
// --bytes downloads bodies of so many bytes in all in place of the pictures, to show how what is kept grows
// with them.
//
// Region: "download", one iteration a picture. Outside: the server, libcurl, the connections, the cache's own
// storage.
#include <highwater/scenario.h>

#include <array>
#include <string_view>

#include "batch_download/batch.h"
#include "batch_download/describe.h"
#include "batch_download/server_process.h"
#include "batch_download/sized_batch.h"
#include "support/arguments.h"
#include "support/failure.h"
#include "support/image_server/picture_count.h"

namespace highwater::scenarios {
namespace {

struct Variant {
  std::string_view name;
  const BufferPlan* plan;  // null: keeps nothing
  unsigned threads;
};

constexpr std::array<Variant, 5> kVariants{{
    {"presized", &kPresized, 1},
    {"doubling", &kDoubling, 1},
    {"trimmed", &kTrimmed, 1},
    {"streamed", nullptr, 1},
    {"parallel", &kPresized, 4},
}};

void run(const Variant& variant, int port) {
  Batch batch(port, variant.threads);
  Cache cache(kPictures);
  batch.warm_up(variant.plan != nullptr ? variant.plan->transport : Transport::kChunked);
  {
    Region region("download");
    if (variant.plan != nullptr) {
      batch.download_kept(*variant.plan, cache, region);
    } else {
      batch.download_streamed(region);
    }
  }
}

void run_sized(const Variant& variant, int port, std::size_t bytes) {
  if (variant.plan == nullptr || variant.threads != 1)
    fail("--bytes is for variants that keep and have one thread");
  download_sized(*variant.plan, port, bytes);
}

int run(int argc, char** argv) {
  std::array<std::string_view, kVariants.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kVariants[i].name;
  const Arguments arguments = parse_arguments(argc, argv, names, ServerOption::kTaken, BytesOption::kTaken);
  for (const Variant& variant : kVariants) {
    if (variant.name != arguments.variant) continue;
    const ServerProcess server(arguments.server);
    if (arguments.describe) {
      const CurlLibrary library;
      Downloader downloader(server.port());
      describe(downloader, variant.plan);
    } else {
      arguments.bytes != 0 ? run_sized(variant, server.port(), arguments.bytes) : run(variant, server.port());
    }
  }
  return 0;
}

}  // namespace
}  // namespace highwater::scenarios

int main(int argc, char** argv) {
  return highwater::scenarios::run(argc, argv);
}
