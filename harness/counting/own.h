// SPDX-License-Identifier: Apache-2.0
// Our own definitions of exported names, under hidden names. The exported ones may be bound to another
// copy's: asking for their address would answer a question with itself.
#pragma once

#include <cstddef>

extern "C" {
__attribute__((visibility("hidden"))) extern const char highwater_own_marker;
__attribute__((visibility("hidden"))) void* highwater_own_malloc(std::size_t size) noexcept;
}
