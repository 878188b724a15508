// SPDX-License-Identifier: Apache-2.0
// churn THREADS OPERATIONS: a workload of the peer comparison that does nothing but allocate. Each thread has
// a window of 4096 slots; an operation frees what a slot holds and allocates another block of 16 to 511 bytes
// there. The operations are split over the threads, and main is one of these: with one there is no other.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kSlots = 4096;

std::uint64_t next(std::uint64_t& state) {  // xorshift64
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

void churn(std::uint64_t thread, std::uint64_t operations) {
  static thread_local unsigned char* window[kSlots];
  std::uint64_t state = 0x9e3779b97f4a7c15U + thread;
  for (std::uint64_t i = 0; i < operations; ++i) {
    const std::uint64_t random = next(state);
    // One pass fills the window, so that it is full however few operations a smoke run makes.
    const std::size_t slot = i < kSlots ? i : random % kSlots;
    std::free(window[slot]);
    window[slot] = static_cast<unsigned char*>(std::malloc(16 + (random >> 32) % 496));
    if (window[slot] == nullptr) std::abort();
    *window[slot] = static_cast<unsigned char>(i);
  }
  for (unsigned char* block : window) std::free(block);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::uint64_t threads = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t operations = std::strtoull(argv[2], nullptr, 10);
  if (threads == 0 || operations < threads * kSlots) return 2;
  std::vector<std::thread> others;
  for (std::uint64_t i = 1; i < threads; ++i) others.emplace_back(churn, i, operations / threads);
  churn(0, operations - operations / threads * (threads - 1));
  for (std::thread& other : others) other.join();
  return 0;
}
