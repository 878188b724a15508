// SPDX-License-Identifier: Apache-2.0
// The scenario of the selftest's tests, linked as C and without stdio, so that every byte is one that is
// written here.
//
//   loop COUNT SIZE   region "loop": COUNT times SIZE bytes, freed again, an iteration each; then 1000 kept
//   silent COUNT SIZE the same without marking the iterations
//   jitter SIZE       region "loop": SIZE bytes and up to 255 more, which the clock decides
#include <highwater/scenario.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

namespace {

void* volatile kept;

size_t number(const char* text) {
  return strtoul(text, nullptr, 10);
}

void loop(size_t count, size_t size, bool marks) {
  highwater::Region region{"loop"};
  for (size_t i = 0; i < count; ++i) {
    free(malloc(size));
    if (marks) region.iteration();
  }
  kept = malloc(1000);
}

void jitter(size_t size) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  highwater::Region region{"loop"};
  free(malloc(size + static_cast<size_t>(now.tv_nsec / 64 % 256)));
}

}  // namespace

int main(int argc, char** argv) {
  const auto is = [&](const char* mode, int arguments) {
    return argc >= 2 + arguments && strcmp(argv[1], mode) == 0;
  };
  if (is("loop", 2))
    loop(number(argv[2]), number(argv[3]), true);
  else if (is("silent", 2))
    loop(number(argv[2]), number(argv[3]), false);
  else if (is("jitter", 1))
    jitter(number(argv[2]));
  else
    return 94;
  return 0;
}
