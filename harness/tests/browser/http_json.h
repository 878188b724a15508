// SPDX-License-Identifier: Apache-2.0
// JSON over HTTP to a server on this machine, for the WebDriver client. On libcurl.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"

namespace highwater {

struct HttpRequest {
  const char* method = "GET";
  std::string url;
  std::string body;  // JSON; empty: none
  std::chrono::milliseconds timeout{0};
};

// The answer's body, whatever the status: WebDriver's errors are in it. Errors (kProbe): no answer in time,
// or one that is no JSON. The proxies of the environment are not asked: the server is on this machine.
Expected<nlohmann::json> exchange(const HttpRequest& request);

}  // namespace highwater
