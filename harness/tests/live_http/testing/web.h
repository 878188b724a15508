// SPDX-License-Identifier: Apache-2.0
// Clients of a server on this machine: libcurl for what clients do, a socket for what they should not.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "base/fd.h"

namespace highwater {

struct WebAnswer {
  long status = 0;                             // 0: none
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::chrono::milliseconds elapsed{0};
};
void PrintTo(const WebAnswer& answer, std::ostream* stream);  // found by GoogleTest

struct WebQuestion {
  std::string method = "GET";
  std::string url;
  std::vector<std::string> headers;
  std::string body;
  std::chrono::milliseconds patience{20'000};
};

WebAnswer ask_web(const WebQuestion& question);

// A connection on which anything can be said.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  bool is_connected() const { return static_cast<bool>(socket_); }
  void say(const std::string& bytes);
  // What comes until `text` has come, the other side closes, or nothing comes for `patience`.
  std::string hear(const std::string& text = {},
                   std::chrono::milliseconds patience = std::chrono::seconds(10));
  // Has the other side ended the connection? What it sent before is heard first.
  bool has_closed() const;
  void hang_up() { socket_.reset(); }

 private:
  Fd socket_;
};

}  // namespace highwater
