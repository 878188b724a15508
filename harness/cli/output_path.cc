// SPDX-License-Identifier: Apache-2.0
// Asks what write_file() will need: a name that is no folder's and no link to itself, and a folder, or the
// nearest one above it that is there, in which a file can be made.
#include "cli/output_path.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/file.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

class OutputPath {
 public:
  // BORROWS both.
  OutputPath(const char* flag, const std::string& path) : flag_(flag), path_(path) {}

  Expected<void> require() const {
    struct stat facts {};
    if (::stat(path_.c_str(), &facts) != 0)
      return is_absent() ? require_place(path_) : refuse(errno, "write", path_);
    if (S_ISDIR(facts.st_mode)) return refuse(EISDIR, "write", path_);
    if (::access(path_.c_str(), W_OK) != 0) return refuse(errno, "write", path_);
    if (!S_ISREG(facts.st_mode)) return {};  // a device or a pipe is written in place
    std::error_code error;
    const fs::path place = fs::canonical(path_, error);
    return require_place(error ? fs::path(path_) : place);
  }

 private:
  static bool is_absent() { return errno == ENOENT || errno == ENOTDIR; }

  tl::unexpected<Error> refuse(int error_number, const char* call, const std::string& path) const {
    const bool is_folder = error_number == EISDIR;
    return fail_errno(error_number, call, path,
                      is_folder ? "name a file in it" : std::string("choose another file for ") + flag_);
  }

  Expected<void> require_place(const fs::path& place) const {
    if (!place.has_filename()) return refuse(EISDIR, "write", path_);
    struct stat facts {};
    if (::stat((place.string() + kTemporarySuffix).c_str(), &facts) != 0 && !is_absent())
      return refuse(errno, "write", path_);
    return require_folder(place.parent_path());
  }

  Expected<void> require_folder(fs::path folder) const {
    for (;; folder = folder.parent_path()) {
      const std::string name = folder.empty() ? "." : folder.string();
      struct stat facts {};
      if (::stat(name.c_str(), &facts) == 0) {
        if (!S_ISDIR(facts.st_mode)) return refuse(ENOTDIR, "mkdir", name);
        if (::access(name.c_str(), W_OK | X_OK) != 0) return refuse(errno, "write", path_);
        return {};
      }
      if (!is_absent()) return refuse(errno, "write", path_);
      // No folder can be made in the place of a link that leads nowhere.
      if (::lstat(name.c_str(), &facts) == 0) return refuse(ENOENT, "mkdir", name);
    }
  }

  const char* flag_;
  const std::string& path_;
};

}  // namespace

Expected<void> require_output(const char* flag, const std::string& path) {
  if (path.empty() || path == "-") return {};
  return OutputPath(flag, path).require();
}

}  // namespace highwater
