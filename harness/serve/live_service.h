// SPDX-License-Identifier: Apache-2.0
// What the live page and its relatives answer: every endpoint, on a LiveTarget. Made by live_server.cc.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "probe/live.h"
#include "serve/event_hub.h"
#include "serve/guard.h"
#include "serve/http.h"
#include "serve/live_history.h"
#include "serve/live_json.h"
#include "serve/routes.h"
#include "serve/task_queue.h"

namespace highwater {

// Requests that are not worked on yet, and those that wait for `?seconds=N`: more are answered with 503.
inline constexpr int kMostOpenRequests = 64;
inline constexpr int kMostWaitingRequests = 8;
inline constexpr int kMostWaitSeconds = 3600;

// Thread safety: answer_at_once() and handle() from one thread at a time, end() from any.
class LiveService final : public HttpHandler {
 public:
  // BORROWS: target, until end() has returned.
  LiveService(LiveTarget& target, LiveFacts facts, Guard guard);
  ~LiveService() override { end(); }

  std::optional<HttpResponse> answer_at_once(const HttpRequest& request) override;
  void handle(HttpRequest request, std::shared_ptr<HttpAnswer> answer) override;

  // The command has ended: requests that wait are answered with what there is, pages are told how it ended
  // and what it held then, their streams end. Nothing touches the target afterwards. Again: nothing.
  void end();

 private:
  std::optional<HttpResponse> refuse(const HttpRequest& request);
  void work(const HttpRequest& request, Route route, const std::shared_ptr<HttpAnswer>& answer);
  HttpResponse respond(const HttpRequest& request, Route route);
  void answer_difference(const HttpRequest& request, Route route, int seconds,
                         const std::shared_ptr<HttpAnswer>& answer);
  HttpResponse open_events(const HttpRequest& request);
  HttpResponse heap(const HttpRequest& request, Route route);
  HttpResponse switch_recording(const HttpRequest& request, Route route);
  HttpResponse mark(const HttpRequest& request);
  HttpResponse snapshot(const HttpRequest& request);
  std::string live();

  void tick(std::int64_t number);
  void push_sites();
  void tell_all();

  LiveTarget& target_;
  const LiveFacts facts_;
  Guard guard_;
  EventHub hub_;
  std::mutex mutex_;  // of the three below
  LiveHistory history_;
  std::vector<LiveMark> marks_;
  std::string sites_;  // JSON; empty: none so far
  std::mutex sites_mutex_;
  std::atomic<bool> ended_ = false;
  std::atomic<int> open_requests_ = 0;
  std::atomic<int> waiting_requests_ = 0;
  TaskQueue tasks_;  // the last: its threads use the rest
};

}  // namespace highwater
