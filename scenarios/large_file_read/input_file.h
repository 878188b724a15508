// SPDX-License-Identifier: Apache-2.0
// The file that is read: 64 MiB, or as many as are asked for, from a seed, the first half text, the second
// binary. Made at set-up in $TMPDIR (or /tmp) and unlinked at once, so that nothing is left behind however
// the scenario ends.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace highwater::scenarios {

class Checksum;

inline constexpr std::size_t kTextBytes = std::size_t{32} << 20;
inline constexpr std::size_t kFileBytes = 2 * kTextBytes;
inline constexpr std::size_t kSizeUnit = std::size_t{2} << 16;
// Lines have 31 to 127 bytes before their newline; the last may be shorter. The first is one of the longest:
// a string that grows to its longest line grows once.
inline constexpr std::size_t kShortestLine = 31;
inline constexpr std::size_t kLongestLine = 127;

class InputFile {
 public:
  // `file_bytes`: a multiple of kSizeUnit, half of it text.
  explicit InputFile(std::size_t file_bytes = kFileBytes);
  ~InputFile();
  InputFile(const InputFile&) = delete;  // the descriptor has one owner
  InputFile& operator=(const InputFile&) = delete;

  // A name under which the unlinked file can be opened again: each reader opens it by itself.
  const char* path() const { return path_.data(); }
  std::size_t text_bytes() const { return file_bytes_ / 2; }
  std::size_t file_bytes() const { return file_bytes_; }
  // Checksums of what was written (see checksum.h).
  std::uint64_t text_checksum() const { return text_checksum_; }
  std::uint64_t checksum() const { return checksum_; }

 private:
  void write_text(Checksum& checksum);
  void write_binary(Checksum& checksum);
  void write_all(const std::byte* bytes, std::size_t count);

  std::size_t file_bytes_;
  int fd_ = -1;  // OWNS
  std::array<char, 32> path_{};
  std::uint64_t text_checksum_ = 0;
  std::uint64_t checksum_ = 0;
};

}  // namespace highwater::scenarios
