// SPDX-License-Identifier: Apache-2.0
#include "counting/mode.h"

#include <sys/mman.h>
#include <sys/single_threaded.h>

namespace highwater::counting {

constinit WipedPage wiped_page{};

bool start_counting(Mode mode) noexcept {
  if (::madvise(&wiped_page, sizeof wiped_page, MADV_WIPEONFORK) != 0) return false;
  wiped_page.mode = mode;
  wiped_page.outside = mode;
  notice_threads();
  return true;
}

void notice_threads() noexcept {
  if (__libc_single_threaded) return;
  if (wiped_page.outside == Mode::kAlone) wiped_page.outside = Mode::kThreads;
  if (wiped_page.outside == Mode::kAloneWithSites) wiped_page.outside = Mode::kGeneral;
  if (wiped_page.outside == Mode::kAloneWatched) wiped_page.outside = Mode::kWatched;
  if (is_alone()) leave_alone();
}

}  // namespace highwater::counting
