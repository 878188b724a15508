// SPDX-License-Identifier: Apache-2.0
// What a screenshot shows, as far as a test can tell: its size and its colours.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace highwater {

struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> pixels;  // 0xRRGGBB, row by row

  std::uint32_t at(int x, int y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
};

// Of PNG as browsers write it: 8 bits a channel, RGB with or without alpha, not interlaced. Errors (kProbe)
// say what is wrong with it.
Expected<Picture> read_png(const std::string& bytes);

// How many there are; a blank page has one.
std::size_t count_colors(const Picture& picture);

}  // namespace highwater
