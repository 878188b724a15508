// SPDX-License-Identifier: Apache-2.0
#include "large_file_read/input_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "large_file_read/checksum.h"
#include "support/failure.h"
#include "support/random_bits.h"

namespace highwater::scenarios {
namespace {

constexpr std::uint64_t kTextSeed = 2;
constexpr std::uint64_t kBinarySeed = 3;
constexpr std::size_t kBlockBytes = 65536;  // on the stack: set-up makes no large heap block

static_assert(kSizeUnit == 2 * kBlockBytes && kFileBytes % kSizeUnit == 0);

using Block = std::array<std::byte, kBlockBytes>;

void fill_random(Block& block, RandomBits& random, std::uint64_t mask, std::uint64_t base) {
  for (std::size_t i = 0; i < block.size(); i += sizeof(std::uint64_t)) {
    const std::uint64_t word = (random.next() & mask) + base;
    std::memcpy(&block[i], &word, sizeof(word));
  }
}

}  // namespace

InputFile::InputFile(std::size_t file_bytes) : file_bytes_(file_bytes) {
  if (file_bytes == 0 || file_bytes % kSizeUnit != 0) fail("the size of the input is no multiple of 131072");
  const char* folder = std::getenv("TMPDIR");
  std::string name =
      std::string(folder != nullptr && *folder != '\0' ? folder : "/tmp") + "/highwater-input-XXXXXX";
  fd_ = mkostemp(name.data(), O_CLOEXEC);
  if (fd_ < 0) fail_errno("cannot make " + name);
  unlink(name.c_str());
  std::snprintf(path_.data(), path_.size(), "/proc/self/fd/%d", fd_);
  Checksum checksum;
  write_text(checksum);
  text_checksum_ = checksum.value();
  write_binary(checksum);
  checksum_ = checksum.value();
}

InputFile::~InputFile() {
  close(fd_);
}

// Letters from a to p, eight at a time, and over them a newline where a line ends.
void InputFile::write_text(Checksum& checksum) {
  RandomBits random(kTextSeed);
  Block block;
  std::size_t newline = kLongestLine;  // position of the next one, from the start of the file
  for (std::size_t position = 0; position < text_bytes(); position += kBlockBytes) {
    fill_random(block, random, 0x0f0f0f0f0f0f0f0f, 0x6161616161616161);
    while (newline < position + kBlockBytes) {
      block[newline - position] = std::byte{'\n'};
      newline += 1 + kShortestLine + random.next() % (kLongestLine - kShortestLine + 1);
    }
    if (position + kBlockBytes == text_bytes()) block.back() = std::byte{'\n'};
    checksum.add(block);
    write_all(block.data(), block.size());
  }
}

void InputFile::write_binary(Checksum& checksum) {
  RandomBits random(kBinarySeed);
  Block block;
  for (std::size_t position = text_bytes(); position < file_bytes_; position += kBlockBytes) {
    fill_random(block, random, ~std::uint64_t{0}, 0);
    checksum.add(block);
    write_all(block.data(), block.size());
  }
}

void InputFile::write_all(const std::byte* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t written = write(fd_, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail_errno("cannot write the input file");
    bytes += written;
    count -= static_cast<std::size_t>(written);
  }
}

}  // namespace highwater::scenarios
