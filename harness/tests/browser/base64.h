// SPDX-License-Identifier: Apache-2.0
// Base64 to bytes: how WebDriver sends pictures.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace highwater {

// RFC 4648, with its padding and without line breaks. Anything else is an error (kProbe).
Expected<std::string> from_base64(std::string_view text);

}  // namespace highwater
