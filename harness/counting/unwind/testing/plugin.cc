// SPDX-License-Identifier: Apache-2.0
// Libraries for unloading_test.cc. Two differ in FRAME_BYTES alone: the same instructions at the same
// offsets, in frames of different sizes. In a third one (SHIFTED) they are a few bytes on.
#include <cstring>

extern "C" __attribute__((visibility("default"))) int highwater_plugin(void (*callback)(void*),
                                                                       void* context) {
  // Zeroed: a return address that is read with the other's frame size ends the stack.
#if defined(SHIFTED)
  __asm__ volatile("nop; nop; nop");
#endif
  char memory[FRAME_BYTES];
  std::memset(memory, 0, sizeof memory);
  __asm__ volatile("" : : "r"(memory) : "memory");
  callback(context);
  return memory[sizeof memory / 2];
}
