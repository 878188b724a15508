// SPDX-License-Identifier: Apache-2.0
#include "serve/request_deadlines.h"

#include <sys/socket.h>

#include <iterator>

namespace highwater {

void RequestDeadlines::expect(int socket, Time now) {
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = by_socket_.try_emplace(socket);
  if (!is_new) due_.erase(known->second);
  due_.push_back({.socket = socket, .since = now});
  known->second = std::prev(due_.end());
}

void RequestDeadlines::met(int socket) {
  const std::lock_guard lock(mutex_);
  const auto known = by_socket_.find(socket);
  if (known == by_socket_.end()) return;
  due_.erase(known->second);
  by_socket_.erase(known);
}

// With the lock held, so that the socket cannot be closed meanwhile, and its number given to another.
void RequestDeadlines::cut_off_oldest() {
  const int socket = due_.front().socket;
  ::shutdown(socket, SHUT_RDWR);
  by_socket_.erase(socket);
  due_.pop_front();
}

void RequestDeadlines::sweep(Time now) {
  const std::lock_guard lock(mutex_);
  while (!due_.empty() && now - due_.front().since >= patience_) cut_off_oldest();
}

void RequestDeadlines::make_room() {
  const std::lock_guard lock(mutex_);
  if (!due_.empty()) cut_off_oldest();
}

}  // namespace highwater
