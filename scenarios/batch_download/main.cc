// SPDX-License-Identifier: Apache-2.0
// scenario_batch_download: story 1. An image service downloads a batch of pictures over HTTP, keeps their
// bodies in a cache and recompresses each to a list of sizes. The variants differ in the buffer that takes
// the body.
//
// Region: "download", one iteration a picture. Outside: the server, libcurl, the connections, the cache's own
// storage.
#include <highwater/scenario.h>

#include <array>
#include <string_view>

#include "batch_download/batch.h"
#include "batch_download/describe.h"
#include "batch_download/server_process.h"
#include "support/arguments.h"
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

int run(int argc, char** argv) {
  std::array<std::string_view, kVariants.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kVariants[i].name;
  const Arguments arguments = parse_arguments(argc, argv, names, ServerOption::kTaken);
  for (const Variant& variant : kVariants) {
    if (variant.name != arguments.variant) continue;
    const ServerProcess server(arguments.server);
    if (arguments.describe) {
      const CurlLibrary library;
      Downloader downloader(server.port());
      describe(downloader, variant.plan);
    } else {
      run(variant, server.port());
    }
  }
  return 0;
}

}  // namespace
}  // namespace highwater::scenarios

int main(int argc, char** argv) {
  return highwater::scenarios::run(argc, argv);
}
