// SPDX-License-Identifier: Apache-2.0
// dlclose as the program sees it: afterwards what is known of code addresses is found out again. dlopen and
// dlsym are left alone, since they depend on who calls them; dlclose does not.
#include "counting/events.h"
#include "counting/export.h"
#include "counting/next.h"
#include "counting/runtime.h"

using namespace highwater::counting;

extern "C" HIGHWATER_EXPORT int dlclose(void* handle) noexcept {
  ensure_started();
  const int result = next.dlclose(handle);
  if (is_counting()) note_unloaded();
  return result;
}
