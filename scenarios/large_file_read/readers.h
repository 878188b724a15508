// SPDX-License-Identifier: Apache-2.0
// The ways to read a file, one function each. Every one computes the checksum of what it reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "large_file_read/input_file.h"
#include "support/growing_buffer.h"

namespace highwater::scenarios {

inline constexpr std::size_t kFirstCapacity = 512;  // of the buffer of read_all
inline constexpr std::size_t kChunkBytes = 4096;

// What a reader that wants the whole file in memory leaves there. It outlives the region: that is what is
// retained.
struct Kept {
  std::optional<GrowingBuffer> buffer;
  std::string text;
};

// story 2's mistake: a buffer that starts with 512 bytes and grows until the whole file is in it
std::uint64_t read_all(const InputFile& file, Kept& kept);
// the same in one line of C++: a string from a pair of istreambuf_iterators
std::uint64_t read_string_slurp(const InputFile& file, Kept& kept);
// a cure: line by line, the text half only
std::uint64_t read_lines(const InputFile& file, Kept& kept);
// a cure: 4096 bytes at a time
std::uint64_t read_chunks(const InputFile& file, Kept& kept);
// a cure: no heap at all
std::uint64_t read_mapped(const InputFile& file, Kept& kept);

}  // namespace highwater::scenarios
