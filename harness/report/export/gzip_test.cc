// SPDX-License-Identifier: Apache-2.0
#include "report/export/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace highwater {
namespace {

std::string unzipped(const std::string& data) {
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  std::string input = data;
  std::string text(std::size_t{8} << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  ::inflateEnd(&stream);
  return text;
}

TEST(Gzip, GivesBackWhatWasCompressed) {
  std::string large;
  for (unsigned i = 0; i < 2'000'000; ++i) large += static_cast<char>((i * i) >> 7);
  for (const std::string& text : {std::string(), std::string("text"), large})
    EXPECT_TRUE(unzipped(gzip(text).value()) == text);
}

// Magic number, deflate, no flags, no time.
TEST(Gzip, TheHeaderHasNoTime) {
  EXPECT_EQ(gzip("text")->substr(0, 8), std::string("\x1f\x8b\x08\0\0\0\0\0", 8));
}

}  // namespace
}  // namespace highwater
