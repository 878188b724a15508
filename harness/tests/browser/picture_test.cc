// SPDX-License-Identifier: Apache-2.0
#include "tests/browser/picture.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace highwater {
namespace {

std::string number(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

std::string chunk(const std::string& type, const std::string& data) {
  const std::string checked = type + data;
  const auto sum = static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size())));
  return number(static_cast<std::uint32_t>(data.size())) + checked + number(sum);
}

std::string png(std::uint32_t width, std::uint32_t height, char color_type, const std::string& rows) {
  std::string packed(::compressBound(rows.size()), '\0');
  uLongf size = packed.size();
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()),
             rows.size());
  packed.resize(size);
  const std::size_t half = packed.size() / 2;  // any number of chunks is one stream
  return "\x89PNG\r\n\x1a\n" +
         chunk("IHDR", number(width) + number(height) + '\x08' + color_type + std::string(3, '\0')) +
         chunk("IDAT", packed.substr(0, half)) + chunk("IDAT", packed.substr(half)) + chunk("IEND", "");
}

// Two rows of two pixels, which every filter must give the same: 010203 040506 / 0a0b0c 0d0e0f.
std::string rows_with(char first_filter, const std::string& first, char second_filter,
                      const std::string& second) {
  return first_filter + first + second_filter + second;
}

TEST(Picture, UndoesEveryFilter) {
  const std::string plain = "\x01\x02\x03\x04\x05\x06";
  const std::string second_plain = "\x0a\x0b\x0c\x0d\x0e\x0f";
  const std::string by_three = "\x01\x02\x03\x03\x03\x03";  // less what is to the left
  const std::string down_nine = "\x09\x09\x09\x09\x09\x09";
  // Less half of left and up: 10 - 0, 13 - (10 + 4) / 2; and so on.
  const std::string average = "\x0a\x0a\x0b\x06\x06\x06";
  // The nearest of left, up and corner to left + up - corner: up in the first pixel, left in the second.
  const std::string paeth = "\x09\x09\x09\x03\x03\x03";
  for (const std::string& rows :
       {rows_with(0, plain, 0, second_plain), rows_with(1, by_three, 0, second_plain),
        rows_with(0, plain, 2, down_nine), rows_with(0, plain, 3, average), rows_with(0, plain, 4, paeth)}) {
    const Expected<Picture> picture = read_png(png(2, 2, 2, rows));
    ASSERT_TRUE(picture) << picture.error().what;
    EXPECT_EQ(picture->width, 2);
    EXPECT_EQ(picture->height, 2);
    EXPECT_EQ(picture->pixels, (std::vector<std::uint32_t>{0x010203, 0x040506, 0x0a0b0c, 0x0d0e0f}))
        << "filters " << int{rows[0]} << " and " << int{rows[7]};
  }
}

TEST(Picture, AlphaIsNoColor) {
  const Expected<Picture> picture =
      read_png(png(2, 1, 6, std::string("\0\x01\x02\x03\xff\x01\x02\x03\x10", 9)));
  ASSERT_TRUE(picture) << picture.error().what;
  EXPECT_EQ(picture->at(1, 0), 0x010203U);
  EXPECT_EQ(count_colors(*picture), 1u);
}

TEST(Picture, RefusesWhatIsNoPicture) {
  const std::string good = png(1, 1, 2, std::string("\0\x01\x02\x03", 4));
  ASSERT_TRUE(read_png(good));
  EXPECT_FALSE(read_png(""));
  EXPECT_FALSE(read_png("<html>"));
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(read_png(good.substr(0, size))) << size;
  EXPECT_FALSE(read_png(png(0, 1, 2, "")));
  EXPECT_FALSE(read_png(png(1, 1, 3, std::string("\0\x01\x02\x03", 4)))) << "a palette";
  EXPECT_FALSE(read_png(png(1, 1, 2, std::string("\x05\x01\x02\x03", 4)))) << "a filter that there is not";
  EXPECT_FALSE(read_png(png(2, 1, 2, std::string("\0\x01\x02\x03", 4)))) << "too little";
}

}  // namespace
}  // namespace highwater
