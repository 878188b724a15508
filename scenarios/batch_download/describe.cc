// SPDX-License-Identifier: Apache-2.0
#include "batch_download/describe.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>

#include "support/failure.h"
#include "support/image_server/picture_count.h"

namespace highwater::scenarios {
namespace {

class TextSink final : public BodySink {
 public:
  void piece(std::span<const std::byte> bytes, std::optional<std::size_t>) override {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  std::string text;
};

// One body of `length` bytes: what is kept of it and the most that is live while it comes.
KeptBytes one_body(const BufferPlan& plan, std::size_t length) {
  const Growth growth = growth_of(plan.initial_bytes.value_or(length), length);
  KeptBytes kept{growth.last, growth.peak_bytes(), growth.allocations};
  if (plan.trim == Trim::kWhenWasteful && is_wasteful(growth.last, length)) {
    kept.peak = std::max(kept.peak, growth.last + length);
    kept.retained = length;
    kept.allocations += 1;
  }
  return kept;
}

void print(const char* key, std::size_t value) {
  std::printf("%s %zu\n", key, value);
}

}  // namespace

KeptBytes kept_bytes(const BufferPlan& plan, const std::vector<std::size_t>& body_bytes) {
  KeptBytes all;
  for (const std::size_t length : body_bytes) {
    const KeptBytes one = one_body(plan, length);
    all.peak = std::max(all.peak, all.retained + one.peak);
    all.retained += one.retained;
    all.allocations += one.allocations;
  }
  return all;
}

std::vector<std::size_t> fetch_sizes(Downloader& downloader) {
  TextSink sink;
  downloader.get("sizes", sink);
  std::vector<std::size_t> sizes;
  const char* next = sink.text.c_str();
  for (unsigned i = 0; i < kPictures; ++i) {
    char* end = nullptr;
    sizes.push_back(std::strtoul(next, &end, 10));
    if (end == next) fail("the image server's list of sizes is too short");
    next = end;
  }
  return sizes;
}

void describe(Downloader& downloader, const BufferPlan* plan) {
  const std::vector<std::size_t> sizes = fetch_sizes(downloader);
  const auto [smallest, largest] = std::minmax_element(sizes.begin(), sizes.end());
  const KeptBytes kept = plan != nullptr ? kept_bytes(*plan, sizes) : KeptBytes{};
  print("images", sizes.size());
  print("payload_bytes", std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}));
  print("smallest_bytes", *smallest);
  print("largest_bytes", *largest);
  print("retained_bytes", kept.retained);
  print("retained_blocks", plan != nullptr ? sizes.size() : 0);
  print("buffer_peak_bytes", kept.peak);
  print("buffer_allocations", kept.allocations);
}

}  // namespace highwater::scenarios
