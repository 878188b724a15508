/* SPDX-License-Identifier: Apache-2.0 */
/* What the counting library says of the running process to the process itself. C and C++; used by highwater.h
   and by the library. Fields are only ever added at the end: whoever asks says how large its structure is. */
#ifndef HIGHWATER_NUMBERS_H
#define HIGHWATER_NUMBERS_H

#include <stdint.h>

/* In requested bytes. Of the process: since it started. Of a scope: net of what was live when it began, so
   that live_* may be negative. */
struct highwater_numbers {
  int64_t live_bytes;
  int64_t live_blocks;
  int64_t peak_bytes; /* most live at one moment */
  int64_t allocated_bytes;
  int64_t allocations;            /* a successful realloc is one */
  int64_t peak_uncertainty_bytes; /* peak_bytes may be so much too high; 0 with one thread */
};

/* What the functions return that can fail. */
enum highwater_result {
  HIGHWATER_OK = 0,
  HIGHWATER_NOT_MEASURED = -1, /* nothing counts in this process: no probe, or it was forked from one */
  HIGHWATER_UNSUPPORTED = -2,  /* the probe has no such numbers while the program runs: massif */
  HIGHWATER_NO_ROOM = -3,      /* more scopes are open than there is room for, 64 */
  HIGHWATER_BAD_HANDLE = -4    /* no scope is open under this handle */
};

#endif
