// SPDX-License-Identifier: Apache-2.0
// The readers that go by the standard library's streams. What they need beside their own strings is the
// stream's: the C library's FILE and libstdc++'s buffer.
#include <fstream>
#include <iterator>
#include <span>

#include "large_file_read/checksum.h"
#include "large_file_read/input_file.h"
#include "large_file_read/readers.h"
#include "support/failure.h"

namespace highwater::scenarios {
namespace {

std::ifstream open_stream(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) fail_errno("cannot open the input file");
  return stream;
}

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

std::uint64_t read_string_slurp(const InputFile& file, Kept& kept) {
  std::ifstream stream = open_stream(file.path());
  kept.text = std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  Checksum checksum;
  checksum.add(bytes_of(kept.text));
  return checksum.value();
}

std::uint64_t read_lines(const InputFile& file, Kept&) {
  constexpr std::byte kNewline{'\n'};
  std::ifstream stream = open_stream(file.path());
  Checksum checksum;
  std::string line;
  for (std::size_t position = 0; position < file.text_bytes() && std::getline(stream, line);) {
    checksum.add(bytes_of(line));
    checksum.add({&kNewline, 1});
    position += line.size() + 1;
  }
  return checksum.value();
}

}  // namespace highwater::scenarios
