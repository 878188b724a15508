// SPDX-License-Identifier: Apache-2.0
#include "serve/refusal.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/terminal.h"

namespace highwater {

HttpResponse text_response(int status, std::string type, std::string text) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", std::move(type));
  response.body = std::move(text);
  return response;
}

HttpResponse json_response(std::string json) {
  return text_response(200, "application/json", std::move(json));
}

HttpResponse refusal(const HttpRequest& request, int status, const std::string& what,
                     const std::string& hint) {
  if (request.path.rfind("/api/", 0) != 0)
    return text_response(status, "text/plain; charset=utf-8",
                         fmt::format("error: {}\n{}{}{}", printable(what), hint.empty() ? "" : "hint: ",
                                     printable(hint), hint.empty() ? "" : "\n"));
  nlohmann::ordered_json body = {{"error", what}};
  if (!hint.empty()) body["hint"] = hint;
  return text_response(status, "application/json",
                       body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

HttpResponse refusal(const HttpRequest& request, const Error& error) {
  return refusal(request, error.status == ExitStatus::kUsage ? 409 : 500, error.what, error.hint);
}

}  // namespace highwater
