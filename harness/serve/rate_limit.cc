// SPDX-License-Identifier: Apache-2.0
#include "serve/rate_limit.h"

#include <algorithm>

namespace highwater {

bool RateLimit::take(Time now) {
  if (last_ != Time{})
    left_ = std::min(most_at_once_, left_ + std::chrono::duration<double>(now - last_).count() * a_second_);
  last_ = now;
  if (left_ < 1) return false;
  left_ -= 1;
  return true;
}

}  // namespace highwater
