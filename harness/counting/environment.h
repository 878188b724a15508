// SPDX-License-Identifier: Apache-2.0
// Our traces in the target's environment, found and removed. Pure functions on an environment array, called
// by attach.cc before any other code of the program has read it.
#pragma once

namespace highwater::counting {

// The value of `name`, or null. `environment` may be null.
const char* variable(char* const* environment, const char* name) noexcept;

// Removes `name` and overwrites its text with zeros, so that /proc/self/environ does not show it either.
//
// The array gets shorter and ends in one null pointer more; the auxiliary vector behind it stays where it is,
// since libc has kept a pointer to it.
void remove_variable(char** environment, const char* name) noexcept;

// LD_PRELOAD without its first entry, which is ours; the variable goes when nothing else is in it.
void remove_first_preload(char** environment) noexcept;

}  // namespace highwater::counting
