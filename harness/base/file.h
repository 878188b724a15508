// SPDX-License-Identifier: Apache-2.0
// Whole files: read at once, written atomically. Everything that the harness leaves behind goes through here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/fd.h"

namespace highwater {

// More than any file that is read may have. The largest are results: the counting library's tables hold
// 260,000 sites of 8 Mi frames in all, which makes 0.2 GB.
inline constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 30;

// `path` for reading, if it is a regular file. A FIFO that a measured program or a proposal has put in its
// place is not waited for, and nothing is read from a device.
Expected<Fd> open_regular(const std::string& path);

// The whole of `path`, a regular file of at most `most` bytes. A pipe or a terminal is read where the path
// says that it is this process's own: /dev/stdin, /dev/fd/N, /proc/self/fd/N. Errors (kUsage) name the path
// and tell apart: absent, a directory, no regular file, not permitted, not readable, too large.
Expected<std::string> read_file(const std::string& path, std::uint64_t most = kLargestFile);

// Whether the text is on the disk when the call returns. A power cut takes what is not: a result, which is
// measured again, and a sync takes longer than a small scenario.
enum class Durability { kSynced, kUnsynced };

// What the name of a temporary file has more than that of its place, six random letters in it: write_file()
// needs room for it, too.
inline constexpr char kTemporarySuffix[] = ".XXXXXX";

// Replaces `path` by `text`, so that a reader sees the old text or the new, whatever happens in between: a
// temporary file in the same folder, written, synced (unless `durability` is kUnsynced), renamed. Missing
// folders are made. On error (a full disk, say) the old file is as it was and the temporary file is gone. A
// path that exists and is not a regular file (a device, a FIFO, /dev/fd/N) is written in place: renaming over
// it would replace what the user meant to write to.
Expected<void> write_file(const std::string& path, std::string_view text,
                          Durability durability = Durability::kSynced);

// A file to be: its text in pieces, which need not lie end to end in memory. BORROWS the pieces.
struct FileText {
  std::string path;
  std::vector<std::string_view> pieces;
  Durability durability = Durability::kSynced;
};

// The same for several that belong together: none is replaced before all are written beside their places.
Expected<void> write_files(const std::vector<FileText>& files);

// `path` from the root, without "." and ".."; as it is where the working directory has been removed.
std::string absolute_path(const std::string& path);

Expected<std::string> working_directory();

// Makes `path` and its parents.
Expected<void> make_directories(const std::string& path);

// A private folder (mode 0700) under $TMPDIR or /tmp, removed with its contents at the end of its life.
class TemporaryDirectory {
 public:
  static Expected<TemporaryDirectory> create(std::string_view prefix);
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  TemporaryDirectory& operator=(TemporaryDirectory&& other) noexcept;
  // Two owners would remove the folder twice, the second time perhaps somebody else's.
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace highwater
