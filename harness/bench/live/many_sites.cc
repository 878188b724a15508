// SPDX-License-Identifier: Apache-2.0
// many_sites SITES THREADS: a service of live_bench that allocates at so many call sites for ever, and times
// each of its own allocations and releases. On SIGTERM it prints how many there were, how long the longest
// took in microseconds, and how many took more than a millisecond.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::atomic<bool> ending{false};

struct Times {
  std::int64_t count = 0;
  std::int64_t longest_ns = 0;
  std::int64_t over_a_millisecond = 0;
};

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

void note(Times& times, Clock::time_point start) {
  const std::int64_t took = (Clock::now() - start).count();
  times.count += 1;
  if (took > times.longest_ns) times.longest_ns = took;
  if (took > 1'000'000) times.over_a_millisecond += 1;
}

void serve(std::uint32_t sites, Times& times) {
  constexpr int kDepth = 14;
  std::vector<void*> blocks(sites);
  while (!ending) {
    for (std::uint32_t i = 0; i < sites && !ending; ++i) {
      const Clock::time_point freeing = Clock::now();
      std::free(blocks[i]);
      note(times, freeing);
      const Clock::time_point allocating = Clock::now();
      blocks[i] = at(i, kDepth);
      note(times, allocating);
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
  for (Times& own : times) threads.emplace_back([&own, sites] { serve(sites, own); });
  for (std::thread& thread : threads) thread.join();
  Times all;
  for (const Times& own : times) {
    all.count += own.count;
    all.longest_ns = all.longest_ns > own.longest_ns ? all.longest_ns : own.longest_ns;
    all.over_a_millisecond += own.over_a_millisecond;
  }
  std::printf("%lld %lld %lld\n", static_cast<long long>(all.count),
              static_cast<long long>(all.longest_ns / 1000), static_cast<long long>(all.over_a_millisecond));
  return 0;
}
