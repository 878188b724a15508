// SPDX-License-Identifier: Apache-2.0
// allocations [nothing | work]: every way in which a C++ program asks for memory, in a region. Threads run
// one after the other, so that the peak is the same in every run; a first one before the region, because libc
// makes a vector for it that is as long as there are libraries with thread-local storage, and keeps that for
// the next.| work]: every way in which a C++ program asks for memory, in a region. Threads hand blocks to
// each other, one after the other, so that the peak is the same in every run.
#include <highwater/scenario.h>
#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

namespace {

struct alignas(64) Aligned {
  char bytes[192];
};

void* volatile kept = nullptr;

void use_malloc() {
  void* blocks[64];
  for (std::size_t i = 0; i < 64; ++i) blocks[i] = std::calloc(i + 1, 10);
  for (std::size_t i = 0; i < 64; i += 2) blocks[i] = std::realloc(blocks[i], 1000 * i + 1);
  void* aligned = nullptr;
  if (::posix_memalign(&aligned, 128, 3000) != 0) std::abort();
  void* const more = std::aligned_alloc(64, 640);
  void* const page = ::memalign(4096, 5000);
  for (void* block : {aligned, more, page}) std::free(block);
  for (void* block : blocks) std::free(block);
  kept = std::malloc(12345);
}

void use_new() {
  const auto one = std::make_unique<Aligned>();
  const auto several = std::make_unique<Aligned[]>(5);
  delete new (std::nothrow) int(1);
  delete[] new char[777];
  std::map<int, std::string> names;
  for (int i = 0; i < 500; ++i) names[i] = std::string(static_cast<std::size_t>(i), 'x');
}

void use_threads() {
  std::vector<int> numbers;
  for (int turn = 0; turn < 4; ++turn)
    std::thread([&] {
      for (int i = 0; i < 1000; ++i) numbers.push_back(i);
    }).join();
}

}  // namespace

int main(int count, char** arguments) {
  const bool works = count > 1 && std::strcmp(arguments[1], "work") == 0;
  std::thread([] {}).join();
  if (!works) return 0;
  {
    highwater::Region region{"work"};
    use_malloc();
    use_new();
    use_threads();
  }
  std::puts("done");
  return 0;
}
