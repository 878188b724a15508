// SPDX-License-Identifier: Apache-2.0
// The file that is read: 64 MiB from a seed, the first half text, the second binary. Made at set-up in
// $TMPDIR (or /tmp) and unlinked at once, so that nothing is left behind however the scenario ends.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace highwater::scenarios {

class Checksum;

inline constexpr std::size_t kTextBytes = std::size_t{32} << 20;
inline constexpr std::size_t kFileBytes = 2 * kTextBytes;
// Lines have 31 to 127 bytes before their newline; the last may be shorter. The first is one of the longest:
// a string that grows to its longest line grows once.
inline constexpr std::size_t kShortestLine = 31;
inline constexpr std::size_t kLongestLine = 127;

class InputFile {
 public:
  InputFile();
  ~InputFile();
  InputFile(const InputFile&) = delete;  // the descriptor has one owner
  InputFile& operator=(const InputFile&) = delete;

  // A name under which the unlinked file can be opened again: each reader opens it by itself.
  const char* path() const { return path_.data(); }
  // Checksums of what was written (see checksum.h).
  std::uint64_t text_checksum() const { return text_checksum_; }
  std::uint64_t checksum() const { return checksum_; }

 private:
  void write_text(Checksum& checksum);
  void write_binary(Checksum& checksum);
  void write_all(const std::byte* bytes, std::size_t count);

  int fd_ = -1;  // OWNS
  std::array<char, 32> path_{};
  std::uint64_t text_checksum_ = 0;
  std::uint64_t checksum_ = 0;
};

}  // namespace highwater::scenarios
