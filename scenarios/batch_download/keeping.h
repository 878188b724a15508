// SPDX-License-Identifier: Apache-2.0
// The variants that keep every body as the service's cache did, and how each makes its buffers.
#pragma once

#include <cstddef>
#include <optional>

#include "batch_download/downloader.h"
#include "batch_download/picture_path.h"
#include "support/growing_buffer.h"

namespace highwater::scenarios {

enum class Trim { kNo, kWhenWasteful };

struct BufferPlan {
  Transport transport = Transport::kSized;
  std::optional<std::size_t> initial_bytes;  // none: Content-Length
  Trim trim = Trim::kNo;
};

// story 1's mistake: a buffer of exactly Content-Length, which grows when it is full
inline constexpr BufferPlan kPresized{Transport::kSized, std::nullopt, Trim::kNo};
// the same without knowing the length
inline constexpr BufferPlan kDoubling{Transport::kChunked, 512, Trim::kNo};
// the cure
inline constexpr BufferPlan kTrimmed{Transport::kChunked, 65536, Trim::kWhenWasteful};

// What is at `path` of the server.
GrowingBuffer download_to_buffer(Downloader& downloader, const BufferPlan& plan, const char* path);

}  // namespace highwater::scenarios
