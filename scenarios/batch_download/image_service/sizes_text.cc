// SPDX-License-Identifier: Apache-2.0
#include "batch_download/image_service/sizes_text.h"

#include <charconv>

namespace highwater::scenarios {

std::optional<ThumbnailWidths> widths_of(std::string_view sizes) {
  ThumbnailWidths widths{};
  unsigned most = kLargestWidth;
  const char* at = sizes.data();
  const char* const end = at + sizes.size();
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i > 0 && (at == end || *at++ != ',')) return std::nullopt;
    const auto [behind, error] = std::from_chars(at, end, widths[i]);
    if (error != std::errc() || widths[i] < kSmallestWidth || widths[i] > most) return std::nullopt;
    most = widths[i];
    at = behind;
  }
  return at == end ? std::optional(widths) : std::nullopt;
}

}  // namespace highwater::scenarios
