// SPDX-License-Identifier: Apache-2.0
#include "serve/stream_body.h"

#include <algorithm>
#include <utility>

namespace highwater {

bool StreamBody::push(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (closed_ || abandoned_) return false;
  if (waiting_.size() + text.size() > kMostWaiting) {
    waiting_.clear();
    closed_ = true;
  } else {
    waiting_ += text;
  }
  wake();
  return !closed_;
}

void StreamBody::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  wake();
}

bool StreamBody::is_over() const {
  const std::lock_guard lock(mutex_);
  return closed_ || abandoned_;
}

std::size_t StreamBody::read(char* bytes, std::size_t size, const std::function<void()>& pause,
                             std::function<void()> resume, bool& at_end) {
  const std::lock_guard lock(mutex_);
  at_end = waiting_.empty() && closed_;
  if (at_end) return 0;
  if (waiting_.empty()) {
    pause();
    resume_ = std::move(resume);
    return 0;
  }
  const std::size_t taken = std::min(size, waiting_.size());
  std::copy_n(waiting_.data(), taken, bytes);
  waiting_.erase(0, taken);
  return taken;
}

void StreamBody::wake() {
  if (const std::function<void()> resume = std::exchange(resume_, nullptr)) resume();
}

}  // namespace highwater
