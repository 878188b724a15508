// SPDX-License-Identifier: Apache-2.0
// Regions: which part of a program is measured.
//
//     #include <highwater/scenario.h>
//
//     set_up();                                  // not gated
//     {
//       highwater::Region region{"download"};    // from here …
//       for (const Job& job : jobs) {
//         run(job);
//         region.iteration();
//       }
//     }                                          // … to here
//
// Header only, nothing to link. The three functions below are weak references: the counting library and the
// massif shim define them, and a program that runs under neither finds null pointers, makes no call and pays
// one comparison. Weak references need a dynamic executable: with -static they stay null and no region is
// ever seen (the probe refuses such a program).
//
// Thread safety: a Region may be created, marked and left by any thread; all threads' allocations count while
// it is open. Regions nest, and regions of one name merge: the largest peak, the sum of the rest.
#pragma once

extern "C" {
// Opens a region and returns its handle, or a negative number when there is no room for more. `name` is
// copied.
__attribute__((weak)) int highwater_region_enter(const char* name);
__attribute__((weak)) void highwater_region_iteration(int handle);
__attribute__((weak)) void highwater_region_leave(int handle);
}

// HIGHWATER_WEAK(function): its address, or null. In position-dependent code on x86-64 a compiler takes the
// address as a constant, and the linker makes that null for good; only the global offset table can be filled
// in when the program starts.
#if defined(__x86_64__) && !defined(__PIC__)
#define HIGHWATER_WEAK(function)                                                              \
  ([] {                                                                                       \
    decltype(&function) address;                                                              \
    __asm__(".weak " #function "\n\tmovq " #function "@GOTPCREL(%%rip), %0" : "=r"(address)); \
    return address;                                                                           \
  }())
#else
#define HIGHWATER_WEAK(function) (&function)
#endif

namespace highwater {

class Region {
 public:
  // REQUIRES: `name` is not empty and at most 63 bytes long; longer names are cut.
  explicit Region(const char* name) {
    const auto enter = HIGHWATER_WEAK(highwater_region_enter);
    if (enter != nullptr) handle_ = enter(name);
  }
  ~Region() {
    if (handle_ >= 0) HIGHWATER_WEAK(highwater_region_leave)(handle_);
  }
  // A copy would leave the region twice.
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  // Marks the end of one iteration of the measured loop.
  void iteration() {
    if (handle_ >= 0) HIGHWATER_WEAK(highwater_region_iteration)(handle_);
  }

 private:
  int handle_ = -1;
};

}  // namespace highwater

#undef HIGHWATER_WEAK
