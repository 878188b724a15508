// SPDX-License-Identifier: Apache-2.0
#include "serve/policy.h"

#include <fmt/format.h>

#include <array>

namespace highwater {
namespace {

// No Access-Control-Allow-…: other sites may not read an answer.
constexpr std::array<std::pair<const char*, const char*>, 7> kPolicy = {{
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy",
     "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
}};

}  // namespace

void add_policy(HttpResponse& response) {
  for (const auto& [name, value] : kPolicy)
    if (!value_in(response.headers, name)) response.headers.emplace_back(name, value);
}

std::string page_policy(const std::string& nonce) {
  return fmt::format(
      "default-src 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'; connect-src 'self'; img-src data:; "
      "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
      nonce);
}

}  // namespace highwater
