// SPDX-License-Identifier: Apache-2.0
// What each call site has done since a moment, read in the process itself out of the tables that the counting
// library keeps. Used by the scopes.
//
// Nothing here allocates before the numbers of a scope have been read: what would be counted as its own.
#pragma once

#include <cstdint>
#include <vector>

#include "counting/wire.h"

namespace highwater::adapter {

// One site's part of the number that a scope is judged by.
struct SiteChange {
  std::uint32_t site = 0;
  std::int64_t value = 0;
};

enum class Quantity { kPeakBytes, kLiveBytes, kAllocatedBytes, kAllocations };

// The tables, or null where no sites are recorded.
const counting::SiteTables* own_site_tables();

// What every site had at one moment, in memory of its own.
class SitesAt {
 public:
  // REQUIRES: tables is not null.
  explicit SitesAt(const counting::SiteTables* tables);
  ~SitesAt();
  SitesAt(const SitesAt&) = delete;  // owns a mapping
  SitesAt& operator=(const SitesAt&) = delete;

  // From `before` to this moment: sites with a difference, in the order of their first allocation. The peak
  // is that of the current window, or what is live if that is more.
  std::vector<SiteChange> since(const SitesAt& before, Quantity quantity) const;

 private:
  struct Row {
    std::int64_t live_bytes;
    std::int64_t peak_bytes;
    std::int64_t allocated_bytes;
    std::int64_t allocations;
  };
  Row* rows_ = nullptr;  // null where there was no memory
  std::uint32_t count_ = 0;
  bool peak_is_now_ = false;
};

}  // namespace highwater::adapter
