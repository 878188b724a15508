// SPDX-License-Identifier: Apache-2.0
// What <highwater/highwater.h> and the adapters refer to, as the program sees it.
#include <string.h>

#include "counting/export.h"
#include "counting/runtime.h"

using namespace highwater::counting;

namespace {

// The caller may be older and know fewer numbers, or newer and know more, which become 0.
template <typename Read>
int hand_over(highwater_numbers* numbers, std::size_t bytes, Read read) noexcept {
  highwater_numbers own{};
  const int result = read(&own);
  if (result != HIGHWATER_OK) return result;
  ::memset(numbers, 0, bytes);
  ::memcpy(numbers, &own, bytes < sizeof own ? bytes : sizeof own);
  return result;
}

}  // namespace

extern "C" {

HIGHWATER_EXPORT int highwater_counting_snapshot(highwater_numbers* numbers, std::size_t bytes) {
  return hand_over(numbers, bytes, snapshot);
}
HIGHWATER_EXPORT int highwater_counting_scope_enter() {
  return scope_enter();
}
HIGHWATER_EXPORT int highwater_counting_scope_read(int handle, highwater_numbers* numbers,
                                                   std::size_t bytes) {
  return hand_over(numbers, bytes, [=](highwater_numbers* own) { return scope_read(handle, own); });
}
HIGHWATER_EXPORT void highwater_counting_scope_leave(int handle) {
  scope_leave(handle);
}
// The tables of wire_sites.h; null where no sites are recorded, or in another form than the caller knows.
HIGHWATER_EXPORT const void* highwater_counting_sites(std::uint32_t wire_version) {
  return wire_version == kWireVersion ? site_tables() : nullptr;
}

}  // extern "C"
