// SPDX-License-Identifier: Apache-2.0
// What the parts of the massif fixture share.
#pragma once

namespace fixture {

struct Mode {
  const char* name;
  void (*run)();
};

extern void* volatile kept;  // so that no block looks unused

const Mode* region_modes();  // ends with a null name
void random_heap(const char* seed, const char* events);
const char* number(int value);

}  // namespace fixture
