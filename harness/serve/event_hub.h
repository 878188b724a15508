// SPDX-License-Identifier: Apache-2.0
// Who watches the live page: streams of server-sent events, to which each event is pushed once.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "serve/stream_body.h"

namespace highwater {

// "event: numbers\ndata: {…}\n\n". REQUIRES: no line breaks in either.
std::string event_text(std::string_view name, std::string_view data);

// Thread safety: all functions from any thread.
class EventHub {
 public:
  static constexpr std::size_t kMostStreams = 8;

  // A new stream; null where there are as many as there may be.
  std::shared_ptr<StreamBody> open();
  // To every stream; those that nobody reads any more are let go of.
  void push(const std::string& event);
  bool is_watched();
  // The end of every stream, behind what was pushed.
  void close();

 private:
  void forget_the_gone();  // REQUIRES: the lock is held

  std::mutex mutex_;
  std::vector<std::shared_ptr<StreamBody>> streams_;
};

}  // namespace highwater
