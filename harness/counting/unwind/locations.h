// SPDX-License-Identifier: Apache-2.0
// Gives places in code their numbers in the shared memory, the same one to the same place. Used by the
// unwinder for an address that the cache does not know; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "counting/wire_sites.h"

namespace highwater::counting {

class Locations {
 public:
  // BORROWS `tables`, for ever.
  void start(SiteTables* tables) noexcept;

  // Index into SiteTables::locations; kTruncated when that table is full.
  std::uint32_t id_of(Location location) noexcept;

 private:
  static constexpr std::uint32_t kFirstBits = 12;

  bool grow() noexcept;
  std::uint32_t* place_of(Location location) noexcept;

  SiteTables* tables_ = nullptr;
  // A hash table of ids, which its readers find the place for in the shared memory; 0 is free.
  std::uint32_t* ids_ = nullptr;
  std::uint32_t bits_ = 0;
  std::uint32_t used_ = 0;
};

}  // namespace highwater::counting
