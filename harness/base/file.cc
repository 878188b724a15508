// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/fd.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNothingReplaced =
    "nothing was replaced; make room or choose another place, then run again";

// Writes all of `text`; 0 or an errno.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

Expected<void> write_in_place(const std::string& path, std::string_view text) {
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd) return fail_errno(errno, "open", path);
  if (const int error = write_all(fd.get(), text)) return fail_errno(error, "write", path);
  return {};
}

Expected<void> write_and_rename(const std::string& path, const std::string& temporary, int raw_fd,
                                std::string_view text) {
  Fd fd(raw_fd);
  if (const int error = write_all(fd.get(), text)) return fail_errno(error, "write", path, kNothingReplaced);
  // mkostemp makes 0600; a result is as readable as any file the user makes.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::fchmod(fd.get(), 0666 & ~mask) != 0) return fail_errno(errno, "fchmod", path, kNothingReplaced);
  if (::fsync(fd.get()) != 0) return fail_errno(errno, "fsync", path, kNothingReplaced);
  if (::close(fd.release()) != 0) return fail_errno(errno, "close", path, kNothingReplaced);
  if (::rename(temporary.c_str(), path.c_str()) != 0)
    return fail_errno(errno, "rename", path, kNothingReplaced);
  return {};
}

}  // namespace

Expected<std::string> read_file(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return fail_errno(errno, "open", path);
  std::string text;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    if (got == 0) return text;
    if (got > 0) {
      text.append(buffer, static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      return fail_errno(errno, "read", path);
    }
  }
}

Expected<void> write_file(const std::string& path, std::string_view text) {
  struct stat existing {};
  if (::stat(path.c_str(), &existing) == 0) {
    if (S_ISDIR(existing.st_mode)) return fail_errno(EISDIR, "open", path);
    if (!S_ISREG(existing.st_mode)) return write_in_place(path, text);
  }
  // A symbolic link stays one: the file that it names is what gets replaced.
  std::error_code ignored;
  const fs::path target = fs::is_symlink(path, ignored) ? fs::canonical(path, ignored) : fs::path(path);
  const std::string destination = target.empty() ? path : target.string();
  if (target.has_parent_path()) HIGHWATER_TRY_VOID(make_directories(target.parent_path().string()));
  std::string temporary = destination + ".XXXXXX";
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return fail_errno(errno, "create", path);
  Expected<void> written = write_and_rename(destination, temporary, fd, text);
  if (!written) ::unlink(temporary.c_str());
  return written;
}

Expected<void> make_directories(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return fail_errno(error.value(), "mkdir", path);
  return {};
}

Expected<TemporaryDirectory> TemporaryDirectory::create(std::string_view prefix) {
  const char* base = std::getenv("TMPDIR");
  std::string path = fmt::format("{}/{}.XXXXXX", base != nullptr && *base != '\0' ? base : "/tmp", prefix);
  if (::mkdtemp(path.data()) == nullptr)
    return fail_errno(errno, "mkdtemp", path, "set TMPDIR to a folder that can be written");
  return TemporaryDirectory(std::move(path));
}

TemporaryDirectory& TemporaryDirectory::operator=(TemporaryDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TemporaryDirectory::~TemporaryDirectory() {
  if (path_.empty()) return;
  std::error_code ignored;  // nobody is left to be told; the folder is private and named after this program
  fs::remove_all(path_, ignored);
}

}  // namespace highwater
