// SPDX-License-Identifier: Apache-2.0
// A program for programs_test.cc whose segments lie far from each other, so that other files may be mapped
// between them: the loader then knows it by the segment alone that an address lies in.
#include <stdlib.h>

namespace {

__attribute__((section(".far"))) volatile int far_away = 1;

__attribute__((noinline)) void* allocate(unsigned depth) {
  void* const block = depth == 0 ? malloc(16) : allocate(depth - 1);
  far_away = far_away + 1;
  return block;
}

}  // namespace

int main() {
  for (unsigned i = 0; i < 200; ++i) free(allocate(i % 20));
  return far_away == 0 ? 1 : 0;
}
