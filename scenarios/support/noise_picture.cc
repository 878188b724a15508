// SPDX-License-Identifier: Apache-2.0
#include "support/noise_picture.h"

#include <span>

#include "support/jpeg_encoder.h"
#include "support/random_bits.h"

namespace highwater::scenarios {
namespace {

// A sample between 0 and 255: a slope from dark to light with noise on top of it.
std::uint8_t sample(unsigned x, unsigned width, std::uint64_t noise) {
  return static_cast<std::uint8_t>(x * 96u / width + noise % 160u);
}

}  // namespace

std::vector<std::byte> noise_jpeg(std::uint64_t seed, PictureSize size, int quality) {
  RandomBits random(seed);
  JpegEncoder encoder;
  encoder.begin(size, quality);
  std::vector<std::uint8_t> row(std::size_t{size.width} * kComponents);
  for (unsigned y = 0; y < size.height; ++y) {
    for (unsigned x = 0; x < size.width; ++x) {
      const std::uint64_t bits = random.next();
      std::uint8_t* pixel = &row[std::size_t{x} * kComponents];
      pixel[0] = sample(x, size.width, bits & 0xffff);
      pixel[1] = sample(y, size.height, bits >> 16 & 0xffff);
      pixel[2] = sample(size.width - x, size.width, bits >> 32 & 0xffff);
    }
    encoder.row(row.data());
  }
  const std::span<const std::byte> jpeg = encoder.finish();
  return {jpeg.begin(), jpeg.end()};
}

}  // namespace highwater::scenarios
