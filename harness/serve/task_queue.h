// SPDX-License-Identifier: Apache-2.0
// Work that is done in other threads than the one that speaks HTTP, now or later. Used by live_service.cc.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace highwater {

// Thread safety: all functions from any thread, also from tasks. Its threads take no signals: those are the
// main thread's.
class TaskQueue {
 public:
  using Task = std::function<void()>;
  using Time = std::chrono::steady_clock::time_point;

  explicit TaskQueue(std::size_t threads);
  TaskQueue(const TaskQueue&) = delete;  // its threads know where it is
  TaskQueue& operator=(const TaskQueue&) = delete;
  // Ends what runs; drops what has not begun.
  ~TaskQueue();

  // Runs `task` at `due` or soon after, tasks in the order of that. They must not throw.
  void post(Task task, Time due = Time::min());
  // From now on everything is due at once. Returns when nothing is left to do.
  void finish();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable idle_;
  std::multimap<Time, Task> tasks_;  // by when they are due
  bool hurried_ = false;
  std::size_t running_ = 0;
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

// Runs `start` with all signals blocked, as the threads are that it starts.
void without_signals(const std::function<void()>& start);

}  // namespace highwater
