// SPDX-License-Identifier: Apache-2.0
// What every answer says to browsers: keep nothing, run nothing of others, tell nobody where you were.
#pragma once

#include <string>

#include "serve/http.h"

namespace highwater {

// The rest of the headers, where the answer has none of its own.
void add_policy(HttpResponse& response);

// A page that runs the script and the style that carry `nonce`, and talks to where it comes from.
std::string page_policy(const std::string& nonce);

}  // namespace highwater
