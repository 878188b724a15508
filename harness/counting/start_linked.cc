// SPDX-License-Identifier: Apache-2.0
// The linked form attaches here: a program's .preinit_array runs before the constructors of its libraries.
#include "counting/runtime.h"

const bool highwater::counting::kIsPreloaded = false;

namespace {

void start_linked(int, char**, char**) {
  highwater::counting::process_begins();
}

__attribute__((section(".preinit_array"), used)) void (*const kAtStart)(int, char**, char**) = start_linked;

}  // namespace
