// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 by libmicrohttpd: connections, time-outs and sizes within bounds, whatever clients do. In the
// plug-in alone.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "serve/http.h"
#include "serve/request_deadlines.h"

struct MHD_Daemon;

namespace highwater {

// One thread waits for all connections (epoll), and asks the handler. What the handler does not answer at
// once waits suspended, at no cost: a thousand clients that say nothing are a thousand entries in a table. A
// second thread looks after those whose requests do not come to an end.
class MhdServer final : public HttpServer {
 public:
  // OWNS: listening_socket, also where it fails: then null. BORROWS: handler.
  static std::unique_ptr<MhdServer> start(int listening_socket, HttpHandler& handler,
                                          const HttpLimits& limits);
  MhdServer(HttpHandler& handler, const HttpLimits& limits)
      : handler_(handler), limits_(limits), deadlines_(limits.patience) {}
  MhdServer(const MhdServer&) = delete;  // libmicrohttpd knows where it is
  MhdServer& operator=(const MhdServer&) = delete;
  ~MhdServer() override;

  HttpHandler& handler() { return handler_; }
  // Of requests that have begun and not ended.
  std::atomic<int>& requests() { return requests_; }
  std::atomic<int>& connections() { return connections_; }
  RequestDeadlines& deadlines() { return deadlines_; }
  const HttpLimits& limits() const { return limits_; }

 private:
  // Without a second thread there is no daemon_ either.
  void start_sweeper();
  void sweep_until_end();

  HttpHandler& handler_;
  const HttpLimits limits_;
  RequestDeadlines deadlines_;
  std::mutex mutex_;  // of at_end_
  std::condition_variable ends_;
  bool at_end_ = false;
  std::thread sweeper_;
  std::atomic<int> requests_ = 0;
  std::atomic<int> connections_ = 0;
  MHD_Daemon* daemon_ = nullptr;
};

}  // namespace highwater
