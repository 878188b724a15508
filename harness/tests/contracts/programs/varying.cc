// SPDX-License-Identifier: Apache-2.0
// The scenario of the tests of growth and of measured tolerance, linked as C and without stdio, so that every
// byte is one that is written here.
//
//   iterate COUNT LEAK CHURN   region "loop": COUNT iterations, each with CHURN bytes freed again, LEAK kept
//   cache COUNT FILL SIZE      the same with SIZE bytes kept by each of the first FILL iterations
//   vector COUNT               the same with a buffer that doubles, for 100 bytes more an iteration
//   unmarked COUNT             the same as iterate COUNT 0 1000 without marking the iterations
//   flaky SIZE SPREAD          SIZE bytes and up to SPREAD more, which the clock decides, in one block
#include <highwater/scenario.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

namespace {

void* volatile kept;

size_t number(const char* text) {
  return strtoul(text, nullptr, 10);
}

[[gnu::noinline]] void keep_forever(size_t size) {
  kept = malloc(size);
}

void churn(size_t size) {
  free(malloc(size));
}

void iterate(size_t count, size_t leak, size_t size) {
  highwater::Region region{"loop"};
  for (size_t i = 0; i < count; ++i) {
    churn(size);
    if (leak > 0) keep_forever(leak);
    region.iteration();
  }
}

void fill_cache(size_t count, size_t fill, size_t size) {
  highwater::Region region{"loop"};
  for (size_t i = 0; i < count; ++i) {
    churn(1000);
    if (i < fill) keep_forever(size);
    region.iteration();
  }
}

void grow_vector(size_t count) {
  highwater::Region region{"loop"};
  size_t capacity = 0;
  for (size_t i = 1; i <= count; ++i) {
    if (100 * i > capacity) {
      capacity = capacity == 0 ? 128 : 2 * capacity;
      kept = realloc(kept, capacity);
    }
    region.iteration();
  }
}

void run_unmarked(size_t count) {
  highwater::Region region{"loop"};
  for (size_t i = 0; i < count; ++i) churn(1000);
}

[[gnu::noinline]] void read_clock(size_t size, size_t spread) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  kept = malloc(size + static_cast<size_t>(now.tv_nsec / 16) % (spread + 1));
}

}  // namespace

int main(int argc, char** argv) {
  const auto is = [&](const char* mode, int arguments) {
    return argc >= 2 + arguments && strcmp(argv[1], mode) == 0;
  };
  if (is("iterate", 3))
    iterate(number(argv[2]), number(argv[3]), number(argv[4]));
  else if (is("cache", 3))
    fill_cache(number(argv[2]), number(argv[3]), number(argv[4]));
  else if (is("vector", 1))
    grow_vector(number(argv[2]));
  else if (is("unmarked", 1))
    run_unmarked(number(argv[2]));
  else if (is("flaky", 2))
    read_clock(number(argv[2]), number(argv[3]));
  else
    return 94;
  return 0;
}
