// SPDX-License-Identifier: Apache-2.0
// PNG (https://www.w3.org/TR/png/) is a row of chunks. The IDAT chunks together are one zlib stream of rows;
// each row begins with the number of the filter that its bytes went through.
#include "tests/browser/picture.h"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>

namespace highwater {
namespace {

constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n";
constexpr std::size_t kChunkFrame = 12;  // length, type, checksum
constexpr std::uint32_t kLargestSide = 20'000;

struct Layout {
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t channels = 0;
};

tl::unexpected<Error> no_png(const std::string& why) {
  return fail(ExitStatus::kProbe, "not a PNG that can be read: " + why);
}

std::uint32_t number_at(const std::string& bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

Expected<Layout> layout_of(const std::string& header) {
  if (header.size() != 13) return no_png("its header has another size");
  const std::uint32_t width = number_at(header, 0);
  const std::uint32_t height = number_at(header, 4);
  if (width == 0 || height == 0 || width > kLargestSide || height > kLargestSide)
    return no_png("its size is absurd");
  const int color_type = static_cast<unsigned char>(header[9]);
  if (header[8] != 8 || (color_type != 2 && color_type != 6) || header[12] != 0)
    return no_png("not 8 bits a channel, RGB, without interlacing");
  return Layout{width, height, color_type == 2 ? 3U : 4U};
}

Expected<std::string> inflated(const std::string& compressed, std::size_t expected) {
  std::string bytes(expected, '\0');
  uLongf size = expected;
  const int code = ::uncompress(reinterpret_cast<Bytef*>(bytes.data()), &size,
                                reinterpret_cast<const Bytef*>(compressed.data()), compressed.size());
  if (code != Z_OK || size != expected) return no_png("its rows do not unpack");
  return bytes;
}

int paeth(int left, int up, int corner) {
  const int estimate = left + up - corner;
  const int by_left = std::abs(estimate - left);
  const int by_up = std::abs(estimate - up);
  const int by_corner = std::abs(estimate - corner);
  if (by_left <= by_up && by_left <= by_corner) return left;
  return by_up <= by_corner ? up : corner;
}

// Undoes the filters in place.
Expected<void> unfilter(std::string& rows, const Layout& layout) {
  const std::size_t stride = layout.width * layout.channels + 1;
  for (std::size_t y = 0; y < layout.height; ++y) {
    const int filter = static_cast<unsigned char>(rows[y * stride]);
    if (filter > 4) return no_png("a row has an unknown filter");
    for (std::size_t x = 1; x < stride; ++x) {
      const std::size_t at = y * stride + x;
      const auto byte = [&](std::size_t where) {
        return static_cast<int>(static_cast<unsigned char>(rows[where]));
      };
      const int left = x > layout.channels ? byte(at - layout.channels) : 0;
      const int up = y > 0 ? byte(at - stride) : 0;
      const int corner = x > layout.channels && y > 0 ? byte(at - stride - layout.channels) : 0;
      const int added[] = {0, left, up, (left + up) / 2, paeth(left, up, corner)};
      rows[at] = static_cast<char>((byte(at) + added[filter]) & 0xff);
    }
  }
  return {};
}

}  // namespace

Expected<Picture> read_png(const std::string& bytes) {
  if (bytes.compare(0, kSignature.size(), kSignature) != 0) return no_png("it begins otherwise");
  std::string header;
  std::string compressed;
  bool ended = false;
  for (std::size_t at = kSignature.size(); !ended;) {
    if (at + kChunkFrame > bytes.size()) return no_png("it is cut off");
    const std::size_t length = number_at(bytes, at);
    if (length > bytes.size() - at - kChunkFrame) return no_png("it is cut off");
    const std::string type = bytes.substr(at + 4, 4);
    if (type == "IHDR") header = bytes.substr(at + 8, length);
    if (type == "IDAT") compressed += bytes.substr(at + 8, length);
    ended = type == "IEND";
    at += kChunkFrame + length;
  }
  HIGHWATER_TRY(const Layout layout, layout_of(header));
  const std::size_t stride = layout.width * layout.channels + 1;
  HIGHWATER_TRY(std::string rows, inflated(compressed, stride * layout.height));
  HIGHWATER_TRY_VOID(unfilter(rows, layout));
  Picture picture;
  picture.width = static_cast<int>(layout.width);
  picture.height = static_cast<int>(layout.height);
  for (std::size_t y = 0; y < layout.height; ++y)
    for (std::size_t x = 0; x < layout.width; ++x)
      picture.pixels.push_back(number_at(rows, y * stride + x * layout.channels) & 0xffffff);
  return picture;
}

std::size_t count_colors(const Picture& picture) {
  return std::set<std::uint32_t>(picture.pixels.begin(), picture.pixels.end()).size();
}

}  // namespace highwater
