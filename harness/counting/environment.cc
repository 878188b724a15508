// SPDX-License-Identifier: Apache-2.0
#include "counting/environment.h"

#include <string.h>

#include <cstddef>

namespace highwater::counting {
namespace {

constexpr const char* kPreload = "LD_PRELOAD";

// The text behind "name=", or null when `entry` is another variable.
char* value_of(char* entry, const char* name) noexcept {
  const std::size_t length = ::strlen(name);
  return ::strncmp(entry, name, length) == 0 && entry[length] == '=' ? entry + length + 1 : nullptr;
}

}  // namespace

const char* variable(char* const* environment, const char* name) noexcept {
  for (char* const* entry = environment; entry != nullptr && *entry != nullptr; ++entry)
    if (const char* value = value_of(*entry, name)) return value;
  return nullptr;
}

void remove_variable(char** environment, const char* name) noexcept {
  char** kept = environment;
  for (char** entry = environment; *entry != nullptr; ++entry) {
    if (value_of(*entry, name) == nullptr) {
      *kept++ = *entry;
    } else {
      ::memset(*entry, 0, ::strlen(*entry));
    }
  }
  while (*kept != nullptr) *kept++ = nullptr;
}

void remove_first_preload(char** environment) noexcept {
  for (char** entry = environment; *entry != nullptr; ++entry) {
    char* value = value_of(*entry, kPreload);
    if (value == nullptr) continue;
    const std::size_t length = ::strlen(value);
    const std::size_t first = ::strcspn(value, ": ");
    if (first >= length) break;  // nothing else in it
    const std::size_t rest = length - first - 1;
    ::memmove(value, value + first + 1, rest);
    ::memset(value + rest, 0, length - rest);
    return;
  }
  remove_variable(environment, kPreload);
}

}  // namespace highwater::counting
