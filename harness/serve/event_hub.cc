// SPDX-License-Identifier: Apache-2.0
#include "serve/event_hub.h"

#include <fmt/format.h>

namespace highwater {

std::string event_text(std::string_view name, std::string_view data) {
  return fmt::format("event: {}\ndata: {}\n\n", name, data);
}

void EventHub::forget_the_gone() {
  std::erase_if(streams_, [](const std::shared_ptr<StreamBody>& stream) { return stream->is_over(); });
}

std::shared_ptr<StreamBody> EventHub::open() {
  const std::lock_guard lock(mutex_);
  forget_the_gone();
  if (streams_.size() >= kMostStreams) return nullptr;
  return streams_.emplace_back(std::make_shared<StreamBody>());
}

void EventHub::push(const std::string& event) {
  const std::lock_guard lock(mutex_);
  for (const std::shared_ptr<StreamBody>& stream : streams_) stream->push(event);
  forget_the_gone();
}

bool EventHub::is_watched() {
  const std::lock_guard lock(mutex_);
  forget_the_gone();
  return !streams_.empty();
}

void EventHub::close() {
  const std::lock_guard lock(mutex_);
  for (const std::shared_ptr<StreamBody>& stream : streams_) stream->close();
  streams_.clear();
}

}  // namespace highwater
