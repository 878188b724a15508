// SPDX-License-Identifier: Apache-2.0
// How many pictures the image server has, for the server and for those who ask it.
#pragma once

namespace highwater::scenarios {

inline constexpr unsigned kPictures = 64;

}  // namespace highwater::scenarios
