// SPDX-License-Identifier: Apache-2.0
#include "support/image_server/picture_set.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/image_server/picture_count.h"

namespace highwater::scenarios {
namespace {

TEST(PictureSet, HasPicturesFrom20KilobytesToAMegabyte) {
  const std::vector<std::vector<std::byte>> pictures = make_picture_set(kPictures);
  std::vector<std::size_t> sizes;
  for (const std::vector<std::byte>& picture : pictures) sizes.push_back(picture.size());
  ASSERT_EQ(sizes.size(), 64u);
  EXPECT_NEAR(static_cast<double>(*std::min_element(sizes.begin(), sizes.end())), 20e3, 5e3);
  EXPECT_NEAR(static_cast<double>(sizes.back()), 20e3, 5e3) << "the warm-up asks for it";
  EXPECT_NEAR(static_cast<double>(*std::max_element(sizes.begin(), sizes.end())), 1e6, 1e5);
  EXPECT_FALSE(std::is_sorted(sizes.rbegin(), sizes.rend()));
  EXPECT_EQ(pictures, make_picture_set(kPictures));
}

}  // namespace
}  // namespace highwater::scenarios
