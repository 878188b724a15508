// SPDX-License-Identifier: Apache-2.0
// Where the image server has its pictures.
#pragma once

#include <array>
#include <cstdio>

namespace highwater::scenarios {

enum class Transport { kSized, kChunked };  // with Content-Length, or in chunks

// Always of the same length for one transport: the URL is among what libcurl keeps.
class PicturePath {
 public:
  PicturePath(Transport transport, unsigned picture) {
    std::snprintf(text_.data(), text_.size(), "%s/%02u", transport == Transport::kSized ? "sized" : "chunked",
                  picture % 100);
  }
  const char* get() const { return text_.data(); }

 private:
  std::array<char, 16> text_{};
};

}  // namespace highwater::scenarios
