// SPDX-License-Identifier: Apache-2.0
// The readers that go by descriptors.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <span>

#include "large_file_read/checksum.h"
#include "large_file_read/input_file.h"
#include "large_file_read/readers.h"
#include "support/failure.h"

namespace highwater::scenarios {
namespace {

class OpenFile {
 public:
  explicit OpenFile(const char* path) : fd_(open(path, O_RDONLY | O_CLOEXEC)) {
    if (fd_ < 0) fail_errno("cannot open the input file");
  }
  ~OpenFile() { close(fd_); }
  OpenFile(const OpenFile&) = delete;  // the descriptor has one owner
  OpenFile& operator=(const OpenFile&) = delete;

  int fd() const { return fd_; }

  // The bytes read, 0 at the end of the file.
  std::size_t read_some(std::span<std::byte> space) const {
    for (;;) {
      const ssize_t got = read(fd_, space.data(), space.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) fail_errno("cannot read the input file");
    }
  }

 private:
  int fd_;
};

}  // namespace

std::uint64_t read_all(const InputFile& input, Kept& kept) {
  const OpenFile file(input.path());
  GrowingBuffer& buffer = kept.buffer.emplace(kFirstCapacity);
  while (const std::size_t bytes = file.read_some(buffer.space_to_read())) buffer.filled(bytes);
  Checksum checksum;
  checksum.add(buffer.contents());
  return checksum.value();
}

std::uint64_t read_chunks(const InputFile& input, Kept&) {
  const OpenFile file(input.path());
  const std::unique_ptr<std::byte[]> chunk(new std::byte[kChunkBytes]);
  const std::span<std::byte> space(chunk.get(), kChunkBytes);
  Checksum checksum;
  while (const std::size_t bytes = file.read_some(space)) checksum.add(space.first(bytes));
  return checksum.value();
}

std::uint64_t read_mapped(const InputFile& input, Kept&) {
  const OpenFile file(input.path());
  const std::size_t bytes = input.file_bytes();
  void* map = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file.fd(), 0);
  if (map == MAP_FAILED) fail_errno("cannot map the input file");
  Checksum checksum;
  checksum.add({static_cast<const std::byte*>(map), bytes});
  munmap(map, bytes);
  return checksum.value();
}

}  // namespace highwater::scenarios
