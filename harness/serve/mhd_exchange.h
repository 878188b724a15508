// SPDX-License-Identifier: Apache-2.0
// One request and its answer, between libmicrohttpd and the handler. Called by mhd_server.cc, in the plug-in.
#pragma once

#include <microhttpd.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>

#include "serve/http.h"

namespace highwater {

// What a body may have: no request needs one.
inline constexpr std::size_t kMostBodyBytes = 4096;

//                          answer_at_once() has an answer
//   kNew ------------------------------------------------------------------> kSent
//    |  the body is there: handle()                                            ^
//    +--> kWaiting (suspended) --- send(), from any thread (resumed) --> kAnswered
//
// Thread safety: send() from any thread; the rest is the server's thread's.
class MhdExchange : public std::enable_shared_from_this<MhdExchange> {
 public:
  MhdExchange(MHD_Connection* connection, HttpRequest request)
      : connection_(connection), request_(std::move(request)) {}

  // The steps of an answer, as libmicrohttpd asks for them. REQUIRES: in this order.
  MHD_Result begin(HttpHandler& handler);
  MHD_Result take_body(std::size_t bytes);
  MHD_Result answer(HttpHandler& handler);

  // REQUIRES: nobody has been asked yet who could send() meanwhile.
  bool has_answer() const { return state_ == State::kSent; }

  // Does nothing after the first time.
  void send(HttpResponse response);

 private:
  enum class State { kNew, kWaiting, kAnswered, kSent };

  MHD_Result queue(const HttpResponse& response);

  std::mutex mutex_;  // of state_ and response_
  State state_ = State::kNew;
  HttpResponse response_;
  MHD_Connection* const connection_;  // BORROWS: there until the state is kSent
  HttpRequest request_;
  std::size_t body_bytes_ = 0;
};

HttpRequest read_request(MHD_Connection* connection, const char* path, const char* method);

}  // namespace highwater
