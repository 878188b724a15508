// SPDX-License-Identifier: Apache-2.0
// A body that comes bit by bit: events are pushed in on one side, HTTP takes them out on the other. Made by
// event_hub.cc, read by the server's plug-in.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace highwater {

// Thread safety: all functions from any thread. The reader is one.
class StreamBody {
 public:
  // What a reader may be behind. A page that is hidden reads on; a client that does not is given up.
  static constexpr std::size_t kMostWaiting = std::size_t{256} * 1024;

  // False where nobody will read it: the reader has left, or is too far behind, which ends the stream.
  bool push(std::string_view text);
  // After what was pushed before.
  void close();
  bool is_over() const;

  // Takes at most `size` bytes; 0 where there are none yet, or the end, which `at_end` says. In the first
  // case `pause` has been called, and `resume` will be as soon as there is something: with the lock held, so
  // that the two are in order.
  std::size_t read(char* bytes, std::size_t size, const std::function<void()>& pause,
                   std::function<void()> resume, bool& at_end);
  // The reader is gone. Takes no lock: it may be called with the reader's held. REQUIRES: not paused.
  void abandon() { abandoned_ = true; }

 private:
  void wake();

  mutable std::mutex mutex_;
  std::string waiting_;
  std::function<void()> resume_;  // set while the reader is paused
  bool closed_ = false;
  std::atomic<bool> abandoned_ = false;
};

}  // namespace highwater
