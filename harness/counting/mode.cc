// SPDX-License-Identifier: Apache-2.0
#include "counting/mode.h"

#include <sys/mman.h>
#include <sys/single_threaded.h>

namespace highwater::counting {

constinit WipedPage wiped_page{};

bool start_counting(Mode mode) noexcept {
  if (::madvise(&wiped_page, sizeof wiped_page, MADV_WIPEONFORK) != 0) return false;
  wiped_page.mode = mode;
  notice_threads();
  return true;
}

void notice_threads() noexcept {
  if (__libc_single_threaded) return;
  if (wiped_page.mode == Mode::kAlone || wiped_page.mode == Mode::kInside) wiped_page.mode = Mode::kThreads;
}

}  // namespace highwater::counting
