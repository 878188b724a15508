// SPDX-License-Identifier: Apache-2.0
// The secret that every request to the live page must have. Used by serve.cc and guard.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace highwater {

struct Token {
  std::string text;
  bool is_new = false;  // made here: the user has not seen it yet
};

// The text of `path`, without the newline at its end. Where the file is not there it is made, with a new
// token and mode 0600; an empty path is a new token that is in no file. Errors (kUsage) name the path and
// never the token: not a regular file (a symbolic link is none), somebody else's, readable by others, empty,
// too short or too long, with characters that a header cannot have.
Expected<Token> token_from(const std::string& path);

// 32 bytes of the kernel's, in 64 hexadecimal digits.
Expected<std::string> new_token();

// Takes as long for a guess that is nearly right as for one that is not.
bool is_token(std::string_view guess, std::string_view token);

}  // namespace highwater
