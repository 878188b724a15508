// SPDX-License-Identifier: Apache-2.0
// What <highwater/scenario.h> refers to, as the program sees it.
#include "counting/export.h"
#include "counting/runtime.h"

using namespace highwater::counting;

extern "C" {

HIGHWATER_EXPORT int highwater_region_enter(const char* name) {
  return region_enter(name);
}
HIGHWATER_EXPORT void highwater_region_iteration(int handle) {
  region_iteration(handle);
}
HIGHWATER_EXPORT void highwater_region_leave(int handle) {
  region_leave(handle);
}

}  // extern "C"
