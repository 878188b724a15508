// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_events.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/fd.h"
#include "base/file.h"

namespace highwater {
namespace {

constexpr std::size_t kFileBytes = sizeof(MassifWireHeader) + kMassifCapacity * sizeof(MassifBoundary);

}  // namespace

Expected<void> create_massif_events(const std::string& path, const InjectionOrder& injection) {
  const Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return fail_errno(errno, "create", path);
  if (const int error = ::posix_fallocate(fd.get(), 0, static_cast<off_t>(kFileBytes)); error != 0)
    return fail_errno(error, "posix_fallocate", path, "make room in TMPDIR, or set it to another folder");
  MassifWireHeader header{};
  header.magic = kMassifWireMagic;
  header.version = kMassifWireVersion;
  header.capacity = kMassifCapacity;
  header.injection = injection;
  if (::write(fd.get(), &header, sizeof header) != static_cast<ssize_t>(sizeof header))
    return fail_errno(errno, "write", path);
  return {};
}

Expected<MassifEvents> read_massif_events(const std::string& path) {
  const Expected<std::string> text = read_file(path, kFileBytes);
  if (!text) return fail(ExitStatus::kProbe, text.error().what, kOverwritten);
  MassifEvents events;
  if (text->size() == kFileBytes) std::memcpy(&events.header, text->data(), sizeof events.header);
  if (events.header.magic != kMassifWireMagic || events.header.version != kMassifWireVersion ||
      events.header.boundaries > kMassifCapacity)
    return fail(ExitStatus::kProbe, path + ": expected the massif shim's events, found something else",
                kOverwritten);
  events.boundaries.resize(events.header.boundaries);
  if (!events.boundaries.empty())
    std::memcpy(events.boundaries.data(), text->data() + sizeof events.header,
                events.boundaries.size() * sizeof(MassifBoundary));
  for (MassifBoundary& boundary : events.boundaries) {
    boundary.name[kMassifNameBytes - 1] = '\0';
    const auto own_number = static_cast<std::uint32_t>(&boundary - events.boundaries.data());
    if (boundary.entry > own_number || events.boundaries[boundary.entry].kind != MassifBoundaryKind::kEnter)
      return fail(ExitStatus::kProbe,
                  fmt::format("{}: event {} leaves a region that was not entered (event {})", path,
                              own_number, boundary.entry),
                  "highwater_region_leave() wants the number that highwater_region_enter() gave");
  }
  return events;
}

}  // namespace highwater
