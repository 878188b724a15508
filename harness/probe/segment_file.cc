// SPDX-License-Identifier: Apache-2.0
#include "probe/segment_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string_view>
#include <utility>

#include "counting/wire.h"

namespace highwater {
namespace {

// What went wrong last, for the message; errno is the caller's.
struct Failure {
  const char* call = "memfd_create";
  int error = 0;
};

std::size_t slot_bytes_of(Sites sites) {
  return sites == Sites::kOn ? counting::kSlotBytesWithSites : counting::kSlotBytes;
}

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

// What is free where the file is; a tmpfs without a limit does not tell.
std::optional<std::uint64_t> available_to(const Fd& fd, Failure& failure) {
  struct statvfs facts {};
  if (::fstatvfs(fd.get(), &facts) != 0) {
    failure = {"fstatvfs", errno};
    return std::nullopt;
  }
  return facts.f_blocks == 0 ? std::numeric_limits<std::uint64_t>::max() : facts.f_bavail * facts.f_frsize;
}

// Asks for no more than there is: a disk would be full before it refused.
std::optional<std::uint32_t> reserve_on_disk(const Fd& fd, std::uint32_t slots, Sites sites,
                                             Failure& failure) {
  const std::optional<std::uint64_t> available = available_to(fd, failure);
  if (!available) return std::nullopt;
  const std::optional<std::uint32_t> chosen = slots_on_disk(slots, sites, *available);
  if (!chosen) failure = {"posix_fallocate", ENOSPC};
  if (!chosen || !reserve(fd, *chosen, slot_bytes_of(sites), Reserve::kAll, failure)) return std::nullopt;
  return chosen;
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

std::optional<std::uint32_t> slots_on_disk(std::uint32_t slots, Sites sites, std::uint64_t available) {
  const std::size_t slot_bytes = slot_bytes_of(sites);
  if (sites == Sites::kOn && slots > 2) {
    const std::uint64_t half = std::min<std::uint64_t>(available / 2 / slot_bytes, kMostOnDisk);
    slots = std::min(slots, std::max(static_cast<std::uint32_t>(half), 2u));
  }
  return counting::file_bytes(slots, slot_bytes) <= available ? std::optional(slots) : std::nullopt;
}

Expected<SegmentFile> make_segment_file(std::uint32_t slots, Sites sites) {
  Failure failure;
  if (Fd fd(::memfd_create("highwater", MFD_CLOEXEC | MFD_ALLOW_SEALING)); fd) {
    if (!reserve(fd, slots, slot_bytes_of(sites), Reserve::kCounters, failure))
      return tl::unexpected<Error>(describe(failure, sites));
    ::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    return SegmentFile{std::move(fd), slots};
  }
  failure.error = errno;
  // A /dev/shm has little room.
  for (const char* folder : {"/dev/shm", "/tmp"}) {
    if (sites == Sites::kOn && folder != std::string_view("/tmp")) continue;
    Fd fd(::open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!fd) {
      failure = {"open", errno};
      continue;
    }
    if (const std::optional<std::uint32_t> reserved = reserve_on_disk(fd, slots, sites, failure))
      return SegmentFile{std::move(fd), *reserved};
  }
  return tl::unexpected<Error>(describe(failure, sites));
}

}  // namespace highwater
