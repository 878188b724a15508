// SPDX-License-Identifier: Apache-2.0
// The numbers of a site under the names that pprof has for them. For what is exported as a profile, and for
// the tables that are to show the same as pprof.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "result/site.h"

namespace highwater {

struct SampleType {
  const char* name;
  const char* unit;
  std::int64_t SiteResult::*member;
};

// The first four in the order of every heap profile, so that -inuse_space and -alloc_space mean what they do
// elsewhere.
inline constexpr SampleType kSampleTypes[] = {
    {"alloc_objects", "count", &SiteResult::allocations},
    {"alloc_space", "bytes", &SiteResult::allocated_bytes},
    {"inuse_objects", "count", &SiteResult::retained_blocks},
    {"inuse_space", "bytes", &SiteResult::retained_bytes},
    {"peak_objects", "count", &SiteResult::peak_blocks},
    {"peak_space", "bytes", &SiteResult::peak_bytes},
};
using SampleValues = std::array<std::int64_t, std::size(kSampleTypes)>;

// The bytes that a table or a flame graph is about: an index into kSampleTypes.
enum class By : std::size_t { kAllocated = 1, kRetained = 3, kPeak = 5 };
inline const SampleType& sample_type(By by) {
  return kSampleTypes[static_cast<std::size_t>(by)];
}

}  // namespace highwater
