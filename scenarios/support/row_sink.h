// SPDX-License-Identifier: Apache-2.0
// Who takes a picture row by row: what a decoder feeds.
#pragma once

#include <cstdint>

namespace highwater::scenarios {

inline constexpr unsigned kComponents = 3;  // red, green, blue: a row is 3 * width bytes

struct PictureSize {
  unsigned width = 0;
  unsigned height = 0;
  bool operator==(const PictureSize&) const = default;
};

class RowSink {
 public:
  RowSink() = default;
  RowSink(const RowSink&) = delete;  // interfaces are not copied
  RowSink& operator=(const RowSink&) = delete;
  virtual ~RowSink() = default;

  virtual void begin(PictureSize size) = 0;
  virtual void row(const std::uint8_t* pixels) = 0;  // called `height` times
  virtual void finish() = 0;
};

}  // namespace highwater::scenarios
