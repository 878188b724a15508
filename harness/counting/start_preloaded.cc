// SPDX-License-Identifier: Apache-2.0
// The preloaded form attaches here, if no allocation came earlier. The library is linked with -z initfirst,
// so this runs before any other constructor has seen the environment.
#include "counting/runtime.h"

const bool highwater::counting::kIsPreloaded = true;

namespace {

__attribute__((constructor)) void start_preloaded() {
  highwater::counting::process_begins();
}

}  // namespace
