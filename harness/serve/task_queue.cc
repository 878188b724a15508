// SPDX-License-Identifier: Apache-2.0
#include "serve/task_queue.h"

#include <csignal>
#include <utility>

namespace highwater {

void without_signals(const std::function<void()>& start) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  start();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TaskQueue::TaskQueue(std::size_t threads) {
  without_signals([&] {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
  });
}

TaskQueue::~TaskQueue() {
  std::multimap<Time, Task> dropped;
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
    dropped.swap(tasks_);
  }
  changed_.notify_all();
  dropped.clear();
  for (std::thread& thread : threads_) thread.join();
}

void TaskQueue::post(Task task, Time due) {
  {
    const std::lock_guard lock(mutex_);
    if (ends_) return;
    tasks_.emplace(hurried_ ? Time::min() : due, std::move(task));
  }
  changed_.notify_one();
}

void TaskQueue::finish() {
  std::unique_lock lock(mutex_);
  hurried_ = true;
  std::multimap<Time, Task> now;
  for (auto& [due, task] : tasks_) now.emplace(Time::min(), std::move(task));
  tasks_.swap(now);
  changed_.notify_all();
  idle_.wait(lock, [this] { return tasks_.empty() && running_ == 0; });
}

void TaskQueue::run() {
  std::unique_lock lock(mutex_);
  while (!ends_) {
    if (tasks_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto next = tasks_.begin();
    const Time due = next->first;
    if (due > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, due);
      continue;
    }
    Task task = std::move(next->second);
    tasks_.erase(next);
    ++running_;
    lock.unlock();
    task();
    task = nullptr;  // what it owns goes before the lock is taken
    lock.lock();
    --running_;
    idle_.notify_all();
  }
}

}  // namespace highwater
