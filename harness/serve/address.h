// SPDX-License-Identifier: Apache-2.0
// Where the live page listens: what --serve says, and the socket for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/fd.h"

namespace highwater {

struct ServeAddress {
  std::string host = "127.0.0.1";  // a number: "127.0.0.1", "::1"
  std::uint16_t port = 0;          // 0: any that is free

  bool operator==(const ServeAddress&) const = default;
};

// "127.0.0.1:8080", "[::1]:8080", "localhost:8080", ":8080" and "8080" (loopback, as long as nobody names
// another). Names are not looked up: where one leads to is not for a network to decide. Errors: kUsage. Pure.
Expected<ServeAddress> parse_serve_address(std::string_view text);

// Can only this machine reach it?
bool is_loopback(const ServeAddress& address);

// "127.0.0.1:8080", "[::1]:8080".
std::string to_string(const ServeAddress& address);

// A socket that listens there, closed on exec; `address.port` becomes the one that it got. Errors (kUsage):
// taken, not an address of this machine, not permitted.
Expected<Fd> listen_at(ServeAddress& address);

}  // namespace highwater
