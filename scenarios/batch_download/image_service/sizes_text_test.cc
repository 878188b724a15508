// SPDX-License-Identifier: Apache-2.0
#include "batch_download/image_service/sizes_text.h"

#include <gtest/gtest.h>

namespace highwater::scenarios {
namespace {

TEST(SizesText, IsThreeWidthsLargestFirst) {
  EXPECT_EQ(widths_of("160,120,80"), (ThumbnailWidths{160, 120, 80}));
  EXPECT_EQ(widths_of("168,16,16"), (ThumbnailWidths{168, 16, 16}));
}

TEST(SizesText, NothingElseIs) {
  for (const char* text : {"", "160", "160,120", "160,120,", "160,120,80,", "160,120,80,40", "80,120,160",
                           "169,120,80", "160,120,15", "160,,80", "-1,2,3", "a,b,c", " 160,120,80"})
    EXPECT_FALSE(widths_of(text)) << text;
}

}  // namespace
}  // namespace highwater::scenarios
