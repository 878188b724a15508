// SPDX-License-Identifier: Apache-2.0
// scenario_compress_loop: a service's steady state. 200 times the same picture to the size list and through
// zstd. The variants differ in what happens to the buffers between iterations.
//
// Region: "loop", one iteration each. Outside: making the picture.
#include <highwater/scenario.h>

#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

#include "compress_loop/pipeline.h"
#include "support/arguments.h"
#include "support/failure.h"
#include "support/noise_picture.h"

namespace highwater::scenarios {
namespace {

constexpr int kIterations = 200;
constexpr std::uint64_t kSeed = 1;
constexpr int kQuality = 90;

using Jpeg = std::vector<std::byte>;

// Every iteration must make the same bytes.
void check(std::size_t& expected, std::size_t bytes) {
  if (expected == 0) expected = bytes;
  if (bytes != expected) fail("an iteration made other bytes than the one before");
}

void run_fresh(const Jpeg& jpeg, Region& region) {
  std::size_t bytes = 0;
  for (int i = 0; i < kIterations; ++i) {
    Pipeline pipeline;
    check(bytes, pipeline.run(jpeg));
    region.iteration();
  }
}

void run_reused(const Jpeg& jpeg, Region& region) {
  Pipeline pipeline;
  std::size_t bytes = 0;
  for (int i = 0; i < kIterations; ++i) {
    check(bytes, pipeline.run(jpeg));
    region.iteration();
  }
}

void run_leaky(const Jpeg& jpeg, Region& region) {
  Pipeline pipeline;
  std::size_t bytes = 0;
  for (int i = 0; i < kIterations; ++i) {
    check(bytes, pipeline.run(jpeg));
    pipeline.forget_result();
    region.iteration();
  }
}

struct Variant {
  std::string_view name;
  void (*run)(const Jpeg& jpeg, Region& region);
  std::size_t forgotten_blocks;
};

constexpr std::array<Variant, 3> kVariants{{
    {"fresh", run_fresh, 0},  // buffers every time
    {"reused", run_reused, 0},
    {"leaky", run_leaky, kIterations},  // as reused, but forgets the result buffer
}};

void describe(const Variant& variant, const Jpeg& jpeg) {
  std::printf("iterations %d\nimage_bytes %zu\nresult_buffer_bytes %zu\n", kIterations, jpeg.size(),
              kResultBytes);
  std::printf("retained_blocks %zu\nretained_bytes %zu\n", variant.forgotten_blocks,
              variant.forgotten_blocks * kResultBytes);
}

int run(int argc, char** argv) {
  std::array<std::string_view, kVariants.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kVariants[i].name;
  const Arguments arguments = parse_arguments(argc, argv, names);
  const Jpeg jpeg = noise_jpeg(kSeed, kLoopPicture, kQuality);
  for (const Variant& variant : kVariants) {
    if (variant.name != arguments.variant) continue;
    if (arguments.describe) {
      describe(variant, jpeg);
    } else {
      Region region("loop");
      variant.run(jpeg, region);
    }
  }
  return 0;
}

}  // namespace
}  // namespace highwater::scenarios

int main(int argc, char** argv) {
  return highwater::scenarios::run(argc, argv);
}
