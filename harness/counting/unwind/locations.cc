// SPDX-License-Identifier: Apache-2.0
// Open addressing with linear probing, at most half full. What is in the shared memory can be numbered again
// from there, so that growing needs no copy.
#include "counting/unwind/locations.h"

#include "counting/unwind/pages.h"

namespace highwater::counting {

void Locations::start(SiteTables* tables) noexcept {
  tables_ = tables;
  if (tables->location_count.load(std::memory_order_relaxed) < kFirstLocation)
    tables->location_count.store(kFirstLocation, std::memory_order_release);
}

std::uint32_t* Locations::place_of(Location location) noexcept {
  const std::uint32_t mask = (1u << bits_) - 1;
  auto at = static_cast<std::uint32_t>((location * 0x9e3779b97f4a7c15) >> (64 - bits_));
  while (ids_[at] != kTruncated && tables_->locations[ids_[at]] != location) at = (at + 1) & mask;
  return &ids_[at];
}

bool Locations::grow() noexcept {
  const std::uint32_t bits = ids_ == nullptr ? kFirstBits : bits_ + 1;
  auto* const fresh = static_cast<std::uint32_t*>(map_pages(sizeof(std::uint32_t) << bits));
  if (fresh == nullptr) return false;
  if (ids_ != nullptr) unmap_pages(ids_, sizeof(std::uint32_t) << bits_);
  ids_ = fresh;
  bits_ = bits;
  const std::uint32_t count = tables_->location_count.load(std::memory_order_relaxed);
  for (std::uint32_t id = kFirstLocation; id < count; ++id) *place_of(tables_->locations[id]) = id;
  used_ = count - kFirstLocation;
  return true;
}

std::uint32_t Locations::id_of(Location location) noexcept {
  if (ids_ == nullptr && !grow()) return kTruncated;
  std::uint32_t* place = place_of(location);
  if (*place != kTruncated) return *place;
  const std::uint32_t id = tables_->location_count.load(std::memory_order_relaxed);
  if (id >= kMaxLocations) return kTruncated;
  if (used_ >= 1u << (bits_ - 1)) {
    if (!grow()) return kTruncated;
    place = place_of(location);
  }
  tables_->locations[id] = location;
  tables_->location_count.store(id + 1, std::memory_order_release);
  ++used_;
  return *place = id;
}

}  // namespace highwater::counting
