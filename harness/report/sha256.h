// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), for the one place that needs it: the HTML report's content security policy names its
// script by this hash, so that no other script in the page could run.
#pragma once

#include <string>
#include <string_view>

namespace highwater {

// The hash of `data` in base64, as a policy wants it.
std::string sha256_base64(std::string_view data);

}  // namespace highwater
