// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/bytes.h"
#include "base/fd.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNothingReplaced =
    "nothing was replaced; make room or choose another place, then run again";
constexpr const char* kNotWritten = "choose another place, or make this one writable, then run again";

// Writes all of every piece; 0 or an errno.
int write_all(int fd, const std::vector<std::string_view>& pieces) {
  for (std::string_view text : pieces) {
    while (!text.empty()) {
      const ssize_t written = ::write(fd, text.data(), text.size());
      if (written < 0) {
        if (errno == EINTR) continue;
        return errno;
      }
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  return 0;
}

Expected<void> write_in_place(const FileText& file) {
  const Fd fd(::open(file.path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd) return fail_errno(errno, "open", file.path);
  if (const int error = write_all(fd.get(), file.pieces)) return fail_errno(error, "write", file.path);
  return {};
}

// A name of a file that this process has been given open: what the user has put there is meant.
bool is_own_descriptor(std::string_view path) {
  return path == "/dev/stdin" || path.starts_with("/dev/fd/") || path.starts_with("/proc/self/fd/");
}

Expected<Fd> open_own(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return fail_errno(errno, "open", path);
  return fd;
}

tl::unexpected<Error> fail_too_large(const std::string& path, std::uint64_t most) {
  return fail(ExitStatus::kUsage,
              fmt::format("{}: larger than {}", path, format_bytes(static_cast<std::int64_t>(most))),
              "no such file is; is it the one that was meant?");
}

// A file whose text is written beside its place, and removed unless it takes it.
class Staged {
 public:
  // Writes; or does nothing yet where the file is to be written in place.
  static Expected<Staged> create(const FileText& file) {
    Staged staged(file);
    struct stat existing {};
    if (::stat(file.path.c_str(), &existing) == 0) {
      if (S_ISDIR(existing.st_mode)) return fail_errno(EISDIR, "open", file.path);
      if (!S_ISREG(existing.st_mode)) return staged;
    } else if (errno != ENOENT && errno != ENOTDIR) {
      // A link to itself; or one that the kernel does not follow, for somebody else has laid it in a shared
      // folder (protected_symlinks in proc(5)): reading where it leads would not be refused.
      return fail_errno(errno, "open", file.path, kNotWritten);
    }
    // A symbolic link stays one: the file that it names is what gets replaced. One that leads nowhere is
    // replaced itself.
    std::error_code ignored;
    const fs::path target =
        fs::is_symlink(file.path, ignored) ? fs::canonical(file.path, ignored) : fs::path(file.path);
    staged.destination_ = target.empty() ? file.path : target.string();
    if (target.has_parent_path()) HIGHWATER_TRY_VOID(make_directories(target.parent_path().string()));
    HIGHWATER_TRY_VOID(staged.write());
    return staged;
  }
  Staged(Staged&& other) noexcept
      : file_(other.file_),
        destination_(std::move(other.destination_)),
        temporary_(std::exchange(other.temporary_, {})) {}
  Staged(const Staged&) = delete;  // two would remove the same file
  Staged& operator=(const Staged&) = delete;
  ~Staged() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  Expected<void> take_place() {
    if (destination_.empty()) return write_in_place(*file_);
    if (::rename(temporary_.c_str(), destination_.c_str()) != 0)
      return fail_errno(errno, "rename", file_->path, "the new text was thrown away; choose another place");
    temporary_.clear();
    return {};
  }

 private:
  explicit Staged(const FileText& file) : file_(&file) {}

  // Where the file system can, under no name until it is complete: a kill then leaves no part of it.
  Expected<void> write() {
    const std::string folder = fs::path(destination_).parent_path().string();
    if (const Fd fd(::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
        fd) {
      HIGHWATER_TRY_VOID(fill(fd.get()));
      if (give_name(fd.get())) return {};
    }
    std::string temporary = destination_ + kTemporarySuffix;
    Fd fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!fd) return fail_errno(errno, "create", file_->path, kNotWritten);
    temporary_ = temporary;
    HIGHWATER_TRY_VOID(fill(fd.get()));
    if (::close(fd.release()) != 0) return fail_errno(errno, "close", file_->path, kNothingReplaced);
    return {};
  }

  Expected<void> fill(int fd) {
    if (const int error = write_all(fd, file_->pieces))
      return fail_errno(error, "write", file_->path, kNothingReplaced);
    // Made with 0600; a result is as readable as any file the user makes.
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(fd, 0666 & ~mask) != 0) return fail_errno(errno, "fchmod", file_->path, kNothingReplaced);
    if (file_->durability == Durability::kSynced && ::fsync(fd) != 0)
      return fail_errno(errno, "fsync", file_->path, kNothingReplaced);
    return {};
  }

  // Gives the complete file a name that nobody has. False where that cannot be done (no /proc).
  bool give_name(int fd) {
    const std::string itself = fmt::format("/proc/self/fd/{}", fd);
    for (int attempt = 0; attempt < 100; ++attempt) {
      std::uint64_t bits = 0;
      if (::getrandom(&bits, sizeof bits, 0) != sizeof bits) return false;
      std::string name = destination_ + ".";
      for (int letter = 0; letter < 6; ++letter, bits /= 26) name += static_cast<char>('a' + bits % 26);
      if (::linkat(AT_FDCWD, itself.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
        temporary_ = name;
        return true;
      }
      if (errno != EEXIST) return false;
    }
    return false;
  }

  const FileText* file_;     // BORROWS
  std::string destination_;  // empty: written in place
  std::string temporary_;    // empty: nothing to remove
};

}  // namespace

Expected<Fd> open_regular(const std::string& path) {
  // Nonblocking: opening a FIFO would wait for its writer. Nothing changes for a regular file.
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return fail_errno(errno, "open", path);
  struct stat facts {};
  if (::fstat(fd.get(), &facts) != 0) return fail_errno(errno, "fstat", path);
  if (S_ISDIR(facts.st_mode)) return fail_errno(EISDIR, "read", path);
  if (!S_ISREG(facts.st_mode))
    return fail(ExitStatus::kUsage, path + ": expected a file, found a pipe or a device",
                "a pipe can be standard input: name /dev/stdin, with the pipe behind <");
  return fd;
}

Expected<std::string> read_file(const std::string& path, std::uint64_t most) {
  HIGHWATER_TRY(const Fd fd, is_own_descriptor(path) ? open_own(path) : open_regular(path));
  struct stat facts {};
  if (::fstat(fd.get(), &facts) != 0) return fail_errno(errno, "fstat", path);
  std::string text;
  // Of /proc the size is 0, and of a file that grows it is out of date.
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  if (size > most) return fail_too_large(path, most);
  text.reserve(size + 1);
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    if (got == 0) return text;
    if (got > 0) {
      text.append(buffer, static_cast<std::size_t>(got));
      if (text.size() > most) return fail_too_large(path, most);
    } else if (errno != EINTR) {
      return fail_errno(errno, "read", path);
    }
  }
}

Expected<void> write_file(const std::string& path, std::string_view text, Durability durability) {
  return write_files({{.path = path, .pieces = {text}, .durability = durability}});
}

Expected<void> write_files(const std::vector<FileText>& files) {
  std::vector<Staged> staged;
  staged.reserve(files.size());
  for (const FileText& file : files) {
    HIGHWATER_TRY(Staged written, Staged::create(file));
    staged.push_back(std::move(written));
  }
  for (Staged& file : staged) HIGHWATER_TRY_VOID(file.take_place());
  return {};
}

std::string absolute_path(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  return error ? path : absolute.lexically_normal().string();
}

Expected<std::string> working_directory() {
  std::error_code error;
  const fs::path folder = fs::current_path(error);
  if (error)
    return fail_errno(error.value(), "getcwd", ".", "has this folder been removed? change to another");
  return folder.string();
}

Expected<void> make_directories(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return fail_errno(error.value(), "mkdir", path, kNotWritten);
  return {};
}

Expected<TemporaryDirectory> TemporaryDirectory::create(std::string_view prefix) {
  const char* base = std::getenv("TMPDIR");
  std::string path =
      fmt::format("{}/{}{}", base != nullptr && *base != '\0' ? base : "/tmp", prefix, kTemporarySuffix);
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
