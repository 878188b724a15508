// SPDX-License-Identifier: Apache-2.0
// The file without a name that a measured process and the harness share. Used by segment.cc.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "base/fd.h"
#include "probe/probe.h"

namespace highwater {

struct SegmentFile {
  Fd fd;
  std::uint32_t slots = 0;  // as many as were asked for, or as there is room for on a disk
};

// Of `slots` slots, sized, with memory for their counters reserved: a full disk shows here, and not as SIGBUS
// in the target. From memfd_create, or else in the first of /dev/shm and /tmp that has room, with memory for
// the sites too, and then for fewer slots (slots_on_disk). Where the system can, it is sealed: nobody can
// make it shorter under the reader.
// Errors: kProbe, no memory or no place for it.
Expected<SegmentFile> make_segment_file(std::uint32_t slots, Sites sites);

// For how many of `slots` slots a file on a disk, where all of its bytes are reserved, is made when
// `available` bytes are free there. Those with sites take 192 MB each: no more than kMostOnDisk of them, nor
// than half of the disk has room for, but two for several. None: not even that is there. Pure.
inline constexpr std::uint32_t kMostOnDisk = 16;
std::optional<std::uint32_t> slots_on_disk(std::uint32_t slots, Sites sites, std::uint64_t available);

}  // namespace highwater
