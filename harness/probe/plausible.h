// SPDX-License-Identifier: Apache-2.0
// Numbers that a measured program wrote into shared memory, made safe to count with: a hostile one may say
// anything, and sums of what it says must not overflow. Used by what reads the counting library's segment.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace highwater {

// What no program can have, all its sites together.
inline constexpr std::int64_t kBeyondAnyProgram = std::int64_t{1} << 60;

inline std::int64_t plausible(std::int64_t number) {
  return std::clamp(number, -kBeyondAnyProgram, kBeyondAnyProgram);
}
inline std::int64_t plausible(const std::atomic<std::int64_t>& number) {
  return plausible(number.load());
}

inline void add_plausible(std::int64_t& sum, std::int64_t number) {
  sum = plausible(sum + number);
}

}  // namespace highwater
