// SPDX-License-Identifier: Apache-2.0
// Answers that say what is wrong, in the form that suits what was asked for.
#pragma once

#include <string>

#include "base/error.h"
#include "serve/http.h"

namespace highwater {

// JSON {"error": …, "hint": …} below /api/, text elsewhere. Nothing of the request is in it: a token in its
// URL would be, too.
HttpResponse refusal(const HttpRequest& request, int status, const std::string& what,
                     const std::string& hint);

// An error of ours as one: 409 where it is the caller's mistake, for that is one of time ("recording is on
// already"), 500 otherwise.
HttpResponse refusal(const HttpRequest& request, const Error& error);

// {"a": 1} as an answer.
HttpResponse json_response(std::string json);
HttpResponse text_response(int status, std::string type, std::string text);

}  // namespace highwater
