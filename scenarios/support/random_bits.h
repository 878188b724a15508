// SPDX-License-Identifier: Apache-2.0
// Reproducible random bits for pictures and files: splitmix64, whose output is the same everywhere and cheap
// under Valgrind.
#pragma once

#include <cstdint>

namespace highwater::scenarios {

class RandomBits {
 public:
  explicit RandomBits(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    return bits ^ (bits >> 31);
  }

 private:
  std::uint64_t state_;
};

}  // namespace highwater::scenarios
