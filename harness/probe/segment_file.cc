// SPDX-License-Identifier: Apache-2.0
#include "probe/segment_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "counting/wire.h"

namespace highwater {
namespace {

// What went wrong last, for the message; errno is the caller's.
struct Failure {
  const char* call = "memfd_create";
  int error = 0;
};

enum class Reserve { kCounters, kAll };

// Reserves the header and the counters. The site tables behind them have room for more than there will be,
// and get their memory when it is written to; where that may be missing then, which is death by SIGBUS, they
// are reserved too.
bool reserve(const Fd& fd, std::uint32_t slots, std::size_t slot_bytes, Reserve what, Failure& failure) {
  const auto bytes = static_cast<off_t>(counting::file_bytes(slots, slot_bytes));
  if (::ftruncate(fd.get(), bytes) != 0) {
    failure = {"ftruncate", errno};
    return false;
  }
  if (what == Reserve::kAll) {
    failure = {"posix_fallocate", ::posix_fallocate(fd.get(), 0, bytes)};
    return failure.error == 0;
  }
  for (std::uint32_t slot = 0; slot < slots; ++slot) {
    const std::size_t end = counting::head_bytes(slots) + slot * slot_bytes + counting::kSlotBytes;
    const std::size_t start = slot == 0 ? 0 : end - counting::kSlotBytes;
    failure = {"posix_fallocate",
               ::posix_fallocate(fd.get(), static_cast<off_t>(start), static_cast<off_t>(end - start))};
    if (failure.error != 0) return false;
  }
  return true;
}

Error describe(const Failure& failure, Sites sites) {
  Error error = fail_errno(failure.error, failure.call, "shared memory").value();
  error.status = ExitStatus::kProbe;
  error.hint = sites == Sites::kOn
                   ? "sites need memfd_create, or a /tmp that can be written and has room"
                   : "the counting probe needs memfd_create, or a /dev/shm or /tmp that can be written";
  return error;
}

}  // namespace

Expected<Fd> make_segment_file(std::uint32_t slots, Sites sites) {
  const bool with_sites = sites == Sites::kOn;
  const std::size_t slot_bytes = with_sites ? counting::kSlotBytesWithSites : counting::kSlotBytes;
  Failure failure;
  if (Fd fd(::memfd_create("highwater", MFD_CLOEXEC | MFD_ALLOW_SEALING)); fd) {
    if (!reserve(fd, slots, slot_bytes, Reserve::kCounters, failure))
      return tl::unexpected<Error>(describe(failure, sites));
    ::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    return fd;
  }
  failure.error = errno;
  // A /dev/shm has little room.
  for (const char* folder : {"/dev/shm", "/tmp"}) {
    if (with_sites && folder != std::string_view("/tmp")) continue;
    Fd fd(::open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!fd) {
      failure = {"open", errno};
      continue;
    }
    if (reserve(fd, slots, slot_bytes, Reserve::kAll, failure)) return fd;
  }
  return tl::unexpected<Error>(describe(failure, sites));
}

}  // namespace highwater
