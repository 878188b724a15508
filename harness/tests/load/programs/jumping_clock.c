/* SPDX-License-Identifier: Apache-2.0
 * Preloaded into the harness: the time of day leaps with every question, forth and back; the clocks that only
 * tell how long something took go on as they should. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <sys/time.h>
#include <time.h>

static time_t leap(void) {
  static int count;
  const int asked = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
  return (asked % 2 != 0 ? 1 : -1) * (time_t)asked * 86400 * 30;
}

typedef int (*ClockGettime)(clockid_t, struct timespec*);
static int real_clock(clockid_t clock, struct timespec* now) {
  static ClockGettime real;
  ClockGettime found = __atomic_load_n(&real, __ATOMIC_RELAXED);
  if (found == NULL) {
    found = (ClockGettime)dlsym(RTLD_NEXT, "clock_gettime");
    __atomic_store_n(&real, found, __ATOMIC_RELAXED);
  }
  return found(clock, now);
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  const int result = real_clock(clock, now);
  if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += leap();
  return result;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
  (void)zone;
  struct timespec precise;
  const int result = real_clock(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec + leap();
  now->tv_usec = precise.tv_nsec / 1000;
  return result;
}

time_t time(time_t* now) {
  struct timespec precise;
  real_clock(CLOCK_REALTIME, &precise);
  const time_t value = precise.tv_sec + leap();
  if (now != NULL) *now = value;
  return value;
}
