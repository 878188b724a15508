// SPDX-License-Identifier: Apache-2.0
// A library that a program takes its memory from, as it could from g_malloc: this one calls malloc.
#include <cstddef>
#include <cstdlib>

extern "C" void* take_from_pool(std::size_t size);
extern "C" void* take_from_pool(std::size_t size) {
  return std::malloc(size);
}
