/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface: regions, iterations and numbers of the running process, for C and for every language that
   calls C.

       #include <highwater/highwater.h>

       int region = highwater_region_begin("download");
       for (size_t i = 0; i < count; ++i) {
         run(&jobs[i]);
         highwater_region_iterate(region);
       }
       highwater_region_end(region);

   In C and C++ the header is all there is: nothing to link. Languages that cannot include it (Rust, Zig,
   Fortran) link the same functions from the static library highwater_c.

   Free without a probe: the functions below refer weakly to the counting library and the massif shim, and do
   nothing in a program that runs under neither. Weak references need a dynamic executable: with -static they
   stay null, and nothing is ever measured (the probe refuses such a program).

   Thread safety: every function, from any thread, but not from a signal handler. What all threads allocate
   counts. errno is left alone, nothing is allocated, and no function fails in a way that must be handled. */
#ifndef HIGHWATER_HIGHWATER_H
#define HIGHWATER_HIGHWATER_H

#include <highwater/numbers.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

__attribute__((weak)) int highwater_region_enter(const char* name);
__attribute__((weak)) void highwater_region_iteration(int handle);
__attribute__((weak)) void highwater_region_leave(int handle);
__attribute__((weak)) int highwater_counting_snapshot(struct highwater_numbers* numbers, size_t bytes);
__attribute__((weak)) int highwater_counting_scope_enter(void);
__attribute__((weak)) int highwater_counting_scope_read(int handle, struct highwater_numbers* numbers,
                                                        size_t bytes);
__attribute__((weak)) void highwater_counting_scope_leave(int handle);

/* The address of a function, or null. In position-dependent code on x86-64 a compiler takes the address as a
   constant, and the linker makes that null for good; only the global offset table can be filled in when the
   program starts. */
#if defined(__x86_64__) && !defined(__PIC__)
#define HIGHWATER_FOUND(function)                                                                       \
  (__extension__({                                                                                      \
    __typeof__(&function) highwater_address;                                                            \
    __asm__(".weak " #function "\n\tmovq " #function "@GOTPCREL(%%rip), %0" : "=r"(highwater_address)); \
    highwater_address;                                                                                  \
  }))
#else
#define HIGHWATER_FOUND(function) (&function)
#endif

/* The library highwater_c defines this empty, to have the functions with names that others can call. */
#ifndef HIGHWATER_API
#define HIGHWATER_API static inline
#endif

/* Opens a region and returns its handle; negative when nothing measures or there is no room for more (256
   open at once, 128 names): then the other two do nothing. `name`: not empty, at most 63 bytes, longer ones
   are cut; it is copied. Regions nest, and those of one name merge: the largest peak, the sum of the rest. */
HIGHWATER_API int highwater_region_begin(const char* name) {
  return HIGHWATER_FOUND(highwater_region_enter) ? HIGHWATER_FOUND(highwater_region_enter)(name) : -1;
}

/* Marks the end of one iteration of the measured loop. */
HIGHWATER_API void highwater_region_iterate(int handle) {
  if (handle >= 0 && HIGHWATER_FOUND(highwater_region_iteration))
    HIGHWATER_FOUND(highwater_region_iteration)(handle);
}

/* Closes the region. Any thread may do it. */
HIGHWATER_API void highwater_region_end(int handle) {
  if (handle >= 0 && HIGHWATER_FOUND(highwater_region_leave)) HIGHWATER_FOUND(highwater_region_leave)(handle);
}

/* What a function returns that has no counting library to ask. */
HIGHWATER_API int highwater_without_counting(void) {
  return HIGHWATER_FOUND(highwater_region_enter) ? HIGHWATER_UNSUPPORTED : HIGHWATER_NOT_MEASURED;
}

/* What the process has live at this moment, and has had and allocated since it started. HIGHWATER_OK, or
   HIGHWATER_NOT_MEASURED or HIGHWATER_UNSUPPORTED, which leave `*numbers` as it was. The counters are read
   one after the other: of threads that allocate meanwhile some may see more. */
HIGHWATER_API int highwater_snapshot(struct highwater_numbers* numbers) {
  if (!HIGHWATER_FOUND(highwater_counting_snapshot)) return highwater_without_counting();
  return HIGHWATER_FOUND(highwater_counting_snapshot)(numbers, sizeof *numbers);
}

/* Begins a scope and returns its handle, 0 or more, or one of the negative results. A scope is what a program
   measures of itself: it has no name, appears in no result, and can be read while it lasts. 64 may be open.
 */
HIGHWATER_API int highwater_scope_begin(void) {
  if (!HIGHWATER_FOUND(highwater_counting_scope_enter)) return highwater_without_counting();
  return HIGHWATER_FOUND(highwater_counting_scope_enter)();
}

/* What has happened since the scope began, net of what was live then. Any of the results; all but
   HIGHWATER_OK leave `*numbers` as it was. */
HIGHWATER_API int highwater_scope_read(int handle, struct highwater_numbers* numbers) {
  if (!HIGHWATER_FOUND(highwater_counting_scope_read)) return highwater_without_counting();
  return HIGHWATER_FOUND(highwater_counting_scope_read)(handle, numbers, sizeof *numbers);
}

/* Ends the scope. */
HIGHWATER_API void highwater_scope_end(int handle) {
  if (handle >= 0 && HIGHWATER_FOUND(highwater_counting_scope_leave))
    HIGHWATER_FOUND(highwater_counting_scope_leave)(handle);
}

#ifdef __cplusplus
}
#endif

#undef HIGHWATER_FOUND

#endif
