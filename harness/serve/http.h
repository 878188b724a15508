// SPDX-License-Identifier: Apache-2.0
// Requests and answers as the live page's service sees them (live_service.h), and the border to what speaks
// HTTP (mhd_server.h), which is a plug-in.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/stream_body.h"

namespace highwater {

using HttpFields = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  // "GET"
  std::string path;    // without the query; percent signs are resolved
  HttpFields query;    // resolved
  HttpFields headers;  // names in lower case
};

// The first of that name; none: there is none.
std::optional<std::string> value_in(const HttpFields& fields, std::string_view name);

struct HttpResponse {
  int status = 200;
  HttpFields headers;
  std::string body;
  std::shared_ptr<StreamBody> stream;  // in place of `body`: goes on until it is closed
};

// How a request that takes a while is answered: from any thread, once. One that nobody answered is answered
// with 503 when the last owner lets go of it.
class HttpAnswer {
 public:
  virtual ~HttpAnswer() = default;
  virtual void send(HttpResponse response) = 0;
};

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  // Called when the headers are there, before any body: what need not be worked on is answered here. One
  // thread, which everybody waits for: nothing that takes time.
  virtual std::optional<HttpResponse> answer_at_once(const HttpRequest& request) = 0;
  // The rest. The same thread: the work belongs into another one.
  virtual void handle(HttpRequest request, std::shared_ptr<HttpAnswer> answer) = 0;
};

struct HttpLimits {
  // For a whole request, from when its connection was made or the one before was answered.
  std::chrono::milliseconds patience = std::chrono::seconds(10);
  // Of the connections beyond that, each takes the place of the one whose request is longest due.
  int many_connections = 3072;
};

class HttpServer {
 public:
  // No new connections from now on. Waits until every request is answered, at most a second.
  // REQUIRES: the handler lets go of all answers and closes all streams meanwhile, or has done so.
  virtual ~HttpServer() = default;
};

}  // namespace highwater
