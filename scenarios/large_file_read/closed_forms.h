// SPDX-License-Identifier: Apache-2.0
// What each variant needs of the heap, worked out instead of measured. End-to-end tests compare both.
#pragma once

#include <cstddef>

#include "large_file_read/input_file.h"
#include "large_file_read/readers.h"
#include "support/growing_buffer.h"

namespace highwater::scenarios {

struct HeapBytes {
  std::size_t peak = 0;
  std::size_t retained = 0;  // when the region ends
};

// What an open std::ifstream adds to the peak: glibc's FILE with its lock (472, x86-64) and libstdc++'s
// buffer, BUFSIZ.
inline constexpr std::size_t kStreamBytes = 472 + 8192;

// The last two capacities; the last is kept.
constexpr HeapBytes heap_of_read_all(std::size_t file_bytes) {
  const Growth growth = growth_of(kFirstCapacity, file_bytes);
  return {growth.peak_bytes(), growth.last};
}

// libstdc++'s string starts with room for 15 characters inside itself and doubles: 15 * 2^k, each block one
// byte longer for the terminating null. Both are live while one is copied to the other.
constexpr HeapBytes heap_of_string_slurp(std::size_t file_bytes) {
  std::size_t capacity = 15;
  while (capacity < file_bytes) capacity *= 2;
  return {(capacity + 1) + (capacity / 2 + 1), capacity + 1};
}

// One string of the longest line, which comes first.
constexpr HeapBytes heap_of_lines() {
  return {kLongestLine + 1, 0};
}

constexpr HeapBytes heap_of_chunks() {
  return {kChunkBytes, 0};
}

}  // namespace highwater::scenarios
