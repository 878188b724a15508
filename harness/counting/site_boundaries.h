// SPDX-License-Identifier: Apache-2.0
// What each site has to answer for in a region: the columns of wire_sites.h, written where a region begins
// and ends. Called by the regions, in a turn; an event pays nothing for it, a boundary a few nanoseconds for
// each site.
//
// Thread safety: none; the regions' lock is held, and the turn.
#pragma once

#include <cstdint>

#include "counting/wire.h"

namespace highwater::counting {

class SiteBoundaries {
 public:
  // BORROWS: process with its site tables, for ever.
  void start(Process* process) noexcept;

  // To be called first: what is live may be a peak that nothing has left yet.
  void notice_peak() noexcept;
  // The peak of the window that ends is the highest so far: of the process, of an open region.
  void fold_into_process() noexcept;
  void fold_into_open(int handle) noexcept;
  // The window is over. From now on every site's share is what it has live, until it changes.
  void begin_window() noexcept;

  // A region opens: what the sites have now is not its own.
  void enter(int handle) noexcept;
  // An open region is added to the sums of `region`, into the copy of `version`. `is_highest`: its peak is
  // the highest of all passes so far.
  void close(int handle, std::uint32_t region, std::uint32_t version, bool is_highest) noexcept;
  // What all passes of `region` have retained by now, into note number `copy`; `version` is that of its sums.
  void note_iteration(int handle, std::uint32_t region, std::uint32_t version, std::uint32_t copy) noexcept;

 private:
  // Null when no chunk is left.
  SiteTotals* at(std::uint32_t column, std::uint32_t site) noexcept;
  // Zeros where there is none.
  const SiteTotals& seen(std::uint32_t column, std::uint32_t site) const noexcept;
  std::uint32_t chunk(std::uint32_t column, std::uint32_t site) const noexcept;
  // visit(site, totals) for every site of the process.
  template <typename Visit>
  void for_each_site(std::uint32_t column, Visit visit) noexcept;

  Process* process_ = nullptr;
  SiteTables* tables_ = nullptr;
};

}  // namespace highwater::counting
