// SPDX-License-Identifier: Apache-2.0
// A regression to be injected into a measured program, as `highwater selftest` orders it: part of the memory
// that the harness shares with the counting library (counting/wire.h) and with the massif shim
// (probe/shim/massif_wire.h), whose versions change with it. Filled in by the harness before the program
// starts, obeyed by injector.h inside it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace highwater {

enum class InjectionKind : std::uint32_t {
  kNone = 0,
  kPeakBump,         // one block of `bytes`, from the start of every pass to just before its end
  kRetainedLeak,     // `blocks` blocks, together `bytes`, at the start of the first pass, never freed
  kIterationLeak,    // one block of `bytes` at every iteration, never freed
  kAllocationBurst,  // `blocks` blocks, together `bytes`, at the start of the first pass, each freed at once
};
inline constexpr InjectionKind kInjectionKinds[] = {InjectionKind::kPeakBump, InjectionKind::kRetainedLeak,
                                                    InjectionKind::kIterationLeak,
                                                    InjectionKind::kAllocationBurst};

inline constexpr std::size_t kInjectionRegionBytes = 64;  // with the terminating zero; longer names are cut

struct InjectionOrder {
  InjectionKind kind;
  std::uint32_t
      in_region;  // 1: a pass is one through the region of this name; 0: the process is the one pass
  std::uint64_t bytes;
  std::uint64_t blocks;
  char region[kInjectionRegionBytes];
};

}  // namespace highwater
