// SPDX-License-Identifier: Apache-2.0
// A site as one line for people. Used by the text reports.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "result/call_chain.h"
#include "result/site.h"

namespace highwater {

// "grow <- read_all <- main  file.cc:12": the first function, up to two of its callers, the last two parts of
// their names, and the first one's line, if it is known. At most `width` columns. REQUIRES: chain is not
// empty.
std::string describe_chain(const CallChain& chain, const std::string& file, int line, std::size_t width = 80);

// The same of a site's call chain. A first frame without a function is "module+0xoffset".
std::string describe_site(const SiteResult& site);

// How many columns of a terminal `text`, valid UTF-8, takes: one a character.
std::size_t columns(std::string_view text);

}  // namespace highwater
