// SPDX-License-Identifier: Apache-2.0
// The file without a name that a measured process and the harness share. Used by segment.cc.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/fd.h"
#include "probe/probe.h"

namespace highwater {

// Of `slots` slots, sized, with memory for their counters reserved: a full disk shows here, and not as SIGBUS
// in the target. From memfd_create, or else in the first of /dev/shm and /tmp that has room. Where the system
// can, it is sealed: nobody can make it shorter under the reader.
// Errors: kProbe, no memory or no place for it.
Expected<Fd> make_segment_file(std::uint32_t slots, Sites sites);

}  // namespace highwater
