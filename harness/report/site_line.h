// SPDX-License-Identifier: Apache-2.0
// A site as one line for people. Used by the text reports.
#pragma once

#include <string>

#include "result/site.h"

namespace highwater {

// Does the frame belong to what hands out memory or holds it for its caller: the malloc family, operator new,
// the internals of the C++ and C libraries? Nobody's own code is found there.
bool is_allocator_frame(const Frame& frame);

// "grow <- read_all <- main  file.cc:12": the first function that is no allocator's, up to two of its callers
// that are none either, and the first one's line. Without parameters and template arguments, and at most 80
// columns wide. A frame without a function is "module+0xoffset".
std::string describe_site(const SiteResult& site);

}  // namespace highwater
