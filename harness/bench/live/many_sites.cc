// SPDX-License-Identifier: Apache-2.0
// many_sites SITES THREADS: a service of live_bench that allocates at so many call sites for ever, and times
// each of its own allocations and releases. On SIGTERM it prints how many there were, how long the longest
// took in microseconds, how many took more than a millisecond, and how many of those were of its own: the
// thread worked for so long, or gave its processor away to wait. In the others the kernel gave the processor
// to somebody else.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::atomic<bool> ending{false};

struct Times {
  std::int64_t count = 0;
  std::int64_t longest_ns = 0;
  std::int64_t over_a_millisecond = 0;
  std::int64_t of_its_own = 0;
};

constexpr std::int64_t kMillisecond = 1'000'000;  // in nanoseconds

// What this thread has worked.
std::int64_t processor_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1000 * kMillisecond + time.tv_nsec;
}

// How often it has waited for something.
std::int64_t waits() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw;
}

// The stack says the number: one of two functions for each of its bits.
void* left(std::uint32_t number, int depth);
void* right(std::uint32_t number, int depth);
[[gnu::noinline]] void* at(std::uint32_t number, int depth) {
  void* block = depth == 0        ? std::malloc(16 + number % 500)
                : number % 2 == 0 ? left(number / 2, depth - 1)
                                  : right(number / 2, depth - 1);
  asm volatile("" : : "r"(block));  // no tail call: the frame stays
  return block;
}
[[gnu::noinline]] void* left(std::uint32_t number, int depth) {
  void* block = at(number, depth);
  asm volatile("" : : "r"(block));
  return block;
}
[[gnu::noinline]] void* right(std::uint32_t number, int depth) {
  void* block = at(number, depth);
  asm volatile("" : : "r"(block));
  return block;
}

// Times what one event takes.
class Event {
 public:
  // `waits_before`: waits() of this thread, which waits nowhere else.
  explicit Event(std::int64_t& waits_before) : waits_before_(waits_before) {}

  void note(Times& times) const {
    const std::int64_t took = (Clock::now() - start_).count();
    times.count += 1;
    times.longest_ns = std::max(times.longest_ns, took);
    if (took <= kMillisecond) return;
    times.over_a_millisecond += 1;
    const std::int64_t waits_now = waits();
    if (processor_ns() - worked_before_ > kMillisecond || waits_now != waits_before_) times.of_its_own += 1;
    waits_before_ = waits_now;
  }

 private:
  std::int64_t& waits_before_;
  std::int64_t worked_before_ = processor_ns();
  Clock::time_point start_ = Clock::now();
};

void serve(std::uint32_t sites, Times& times) {
  constexpr int kDepth = 14;
  std::vector<void*> blocks(sites);
  std::int64_t waits_before = waits();
  while (!ending) {
    for (std::uint32_t i = 0; i < sites && !ending; ++i) {
      const Event freeing(waits_before);
      std::free(blocks[i]);
      freeing.note(times);
      const Event allocating(waits_before);
      blocks[i] = at(i, kDepth);
      allocating.note(times);
    }
  }
  for (void* block : blocks) std::free(block);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::signal(SIGTERM, [](int) { ending = true; });
  const auto sites = static_cast<std::uint32_t>(std::atoi(argv[1]));
  const int count = std::atoi(argv[2]);
  std::vector<Times> times(static_cast<std::size_t>(count));
  std::vector<std::thread> threads;
  threads.reserve(times.size());
  for (Times& own : times) threads.emplace_back([&own, sites] { serve(sites, own); });
  for (std::thread& thread : threads) thread.join();
  Times all;
  for (const Times& own : times) {
    all.count += own.count;
    all.longest_ns = std::max(all.longest_ns, own.longest_ns);
    all.over_a_millisecond += own.over_a_millisecond;
    all.of_its_own += own.of_its_own;
  }
  std::printf("%lld %lld %lld %lld\n", static_cast<long long>(all.count),
              static_cast<long long>(all.longest_ns / 1000), static_cast<long long>(all.over_a_millisecond),
              static_cast<long long>(all.of_its_own));
  return 0;
}
