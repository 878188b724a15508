// SPDX-License-Identifier: Apache-2.0
// Encoder, decoder and noise pictures together: a decoder cannot be tested without JPEGs.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "support/jpeg_decoder.h"
#include "support/noise_picture.h"
#include "support/recompressor.h"

namespace highwater::scenarios {
namespace {

class Picture final : public RowSink {
 public:
  void begin(PictureSize decoded) override {
    size = decoded;
    pixels.clear();
  }
  void row(const std::uint8_t* row) override {
    pixels.insert(pixels.end(), row, row + std::size_t{size.width} * kComponents);
  }
  void finish() override { ++finished; }

  PictureSize size;
  std::vector<std::uint8_t> pixels;
  int finished = 0;
};

TEST(NoisePicture, IsTheSameForTheSameSeed) {
  EXPECT_EQ(noise_jpeg(7, {64, 48}, 95), noise_jpeg(7, {64, 48}, 95));
  EXPECT_NE(noise_jpeg(7, {64, 48}, 95), noise_jpeg(8, {64, 48}, 95));
}

TEST(NoisePicture, StaysBelowTheLargestJpegAlsoAtFullQuality) {
  EXPECT_LT(noise_jpeg(7, {64, 48}, 100).size(), largest_jpeg({64, 48}));
}

TEST(JpegDecoder, ShrinksWhileItStaysWideEnough) {
  const std::vector<std::byte> jpeg = noise_jpeg(1, {400, 300}, 90);
  Picture picture;
  JpegDecoder decoder(picture);
  decoder.decode_whole(jpeg, 401);
  EXPECT_EQ(picture.size, (PictureSize{400, 300}));
  decoder.decode_whole(jpeg, 100);
  EXPECT_EQ(picture.size, (PictureSize{100, 75}));
  decoder.decode_whole(jpeg, 1);
  EXPECT_EQ(picture.size, (PictureSize{50, 38}));
  EXPECT_EQ(picture.finished, 3);
}

// As `streamed` does it: whatever is not used up is offered again, with the next piece behind it.
TEST(JpegDecoder, GivesTheSamePixelsHoweverTheBodyIsCut) {
  const std::vector<std::byte> jpeg = noise_jpeg(2, {150, 113}, 95);
  Picture whole;
  JpegDecoder(whole).decode_whole(jpeg, 150);
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    Picture pieces;
    JpegDecoder decoder(pieces);
    decoder.begin(150);
    std::vector<std::byte> waiting;
    for (std::size_t position = 0; position < jpeg.size();) {
      const std::size_t piece =
          std::min<std::size_t>(jpeg.size() - position, 1 + random() % (seed % 2 == 0 ? 40 : 9000));
      const std::byte* next = jpeg.data() + position;
      waiting.insert(waiting.end(), next, next + piece);
      position += piece;
      const std::size_t used = decoder.decode(waiting);
      waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(used));
      ASSERT_LT(waiting.size(), 4096u) << "the tail that `streamed` has room for";
    }
    ASSERT_TRUE(decoder.finished());
    ASSERT_TRUE(waiting.empty());
    ASSERT_EQ(pieces.pixels, whole.pixels);
  }
}

TEST(JpegDecoder, EndsTheScenarioOnACorruptOrShortBody) {
  std::vector<std::byte> jpeg = noise_jpeg(3, {64, 48}, 90);
  Picture picture;
  const std::vector<std::byte> text(100, std::byte{'x'});
  EXPECT_EXIT(JpegDecoder(picture).decode_whole(text, 1), testing::ExitedWithCode(1),
              "error: cannot decode a JPEG: Not a JPEG file");
  jpeg.resize(jpeg.size() / 2);
  EXPECT_EXIT(JpegDecoder(picture).decode_whole(jpeg, 1), testing::ExitedWithCode(1),
              "error: cannot decode a JPEG: it ends too early");
}

TEST(Recompressor, MakesAJpegOfEachWidth) {
  const std::vector<std::byte> jpeg = noise_jpeg(4, {400, 300}, 90);
  Recompressor recompressor({160, 120, 80});
  JpegDecoder(recompressor).decode_whole(jpeg, 160);
  for (std::size_t i = 0; i < kThumbnails; ++i) {
    Picture picture;
    JpegDecoder(picture).decode_whole(recompressor.thumbnails()[i], 1000);
    EXPECT_EQ(picture.size.width, (ThumbnailWidths{160, 120, 80})[i]);
    EXPECT_EQ(picture.size.height, (ThumbnailWidths{120, 90, 60})[i]);
  }
}

}  // namespace
}  // namespace highwater::scenarios
