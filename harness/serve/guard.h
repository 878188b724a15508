// SPDX-License-Identifier: Apache-2.0
// Who may ask the live page anything: whoever has the token, and comes from no other site. Every request goes
// through here first (live_service.cc).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "serve/http.h"
#include "serve/rate_limit.h"

namespace highwater {

// Thread safety: none.
class Guard {
 public:
  // `names`: host names besides numbers and "localhost" under which the page is reached.
  Guard(std::string token, std::vector<std::string> names)
      : token_(std::move(token)), names_(std::move(names)), wrong_tokens_(kMostAtOnce, kASecond) {}

  // None: go on. Otherwise, in this order:
  //
  //   421  the Host is a name that is not ours: a site that has its own name lead to this machine (DNS
  //        rebinding) would have a browser of ours ask in its name. A number cannot be such a name. Ports do
  //        not matter: one may be forwarded.
  //   403  the Origin is another site
  //   401  no token, or a wrong one
  //   429  a wrong one after too many. The right one is answered all the same, or anybody could lock its
  //        owner out; it is as long as it is so that guessing is hopeless.
  //
  // The token is in "Authorization: Bearer …" or else in "?token=…".
  std::optional<HttpResponse> refuse(const HttpRequest& request, std::chrono::steady_clock::time_point now);

 private:
  static constexpr double kMostAtOnce = 20;
  static constexpr double kASecond = 2;

  bool is_ours(std::string_view host) const;
  std::optional<HttpResponse> refuse_token(const HttpRequest& request,
                                           std::chrono::steady_clock::time_point now);

  std::string token_;
  std::vector<std::string> names_;
  RateLimit wrong_tokens_;
};

// "127.0.0.1" of "127.0.0.1:8080", "::1" of "[::1]"; none of what is no host.
std::optional<std::string> host_without_port(std::string_view host);

}  // namespace highwater
