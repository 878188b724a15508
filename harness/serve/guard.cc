// SPDX-License-Identifier: Apache-2.0
#include "serve/guard.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "serve/refusal.h"
#include "serve/token.h"

namespace highwater {
namespace {

bool is_number(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::optional<std::string> given_token(const HttpRequest& request) {
  constexpr std::string_view kScheme = "bearer ";
  const std::optional<std::string> header = value_in(request.headers, "authorization");
  if (header && lower_case(header->substr(0, kScheme.size())) == kScheme)
    return header->substr(kScheme.size());
  return value_in(request.query, "token");
}

}  // namespace

std::optional<std::string> host_without_port(std::string_view host) {
  std::string_view name = host;
  std::string_view rest;
  if (!host.empty() && host.front() == '[') {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    name = host.substr(1, end - 1);
    rest = host.substr(end + 1);
  } else {
    name = host.substr(0, host.find(':'));
    rest = host.substr(name.size());
  }
  const bool has_port = rest.size() > 1 && rest.size() <= 6 && rest.front() == ':' &&
                        rest.find_first_not_of("0123456789", 1) == std::string_view::npos;
  if (name.empty() || (!rest.empty() && !has_port)) return std::nullopt;
  return lower_case(std::string(name));
}

bool Guard::is_ours(std::string_view host) const {
  const std::optional<std::string> name = host_without_port(host);
  if (!name) return false;
  return *name == "localhost" || is_number(*name) ||
         std::find(names_.begin(), names_.end(), *name) != names_.end();
}

std::optional<HttpResponse> Guard::refuse(const HttpRequest& request,
                                          std::chrono::steady_clock::time_point now) {
  const std::string host = value_in(request.headers, "host").value_or("");
  if (!is_ours(host))
    return refusal(request, 421, "this is not the host that the request is for",
                   "use the address that highwater printed");
  const std::optional<std::string> origin = value_in(request.headers, "origin");
  if (origin && *origin != "http://" + host)
    return refusal(request, 403, "requests of other sites are not answered",
                   "open the page that highwater printed");
  return refuse_token(request, now);
}

std::optional<HttpResponse> Guard::refuse_token(const HttpRequest& request,
                                                std::chrono::steady_clock::time_point now) {
  const std::optional<std::string> guess = given_token(request);
  if (guess && is_token(*guess, token_)) return std::nullopt;
  if (guess && !wrong_tokens_.take(now)) {
    HttpResponse response = refusal(request, 429, "too many wrong tokens", "wait a second");
    response.headers.emplace_back("Retry-After", "1");
    return response;
  }
  HttpResponse response =
      refusal(request, 401, guess ? "the token is wrong" : "the token is missing",
              "send \"Authorization: Bearer TOKEN\", or add ?token=TOKEN; highwater printed it, or it is in "
              "the file that --token-file names");
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"highwater\"");
  return response;
}

}  // namespace highwater
