// SPDX-License-Identifier: Apache-2.0
// The C interface in use: a ring of buffers is filled over and over, which is what is measured; what it says
// of itself must be what the probe says of it.
#include <highwater/highwater.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kBuffers = 4, kBytes = 1000, kRounds = 16 };

static _Noreturn void fail(const char* what) {
  fprintf(stderr, "ring: %s\n", what);
  exit(1);
}

int main(void) {
  static char* ring[kBuffers];
  char* before = malloc(50000);  // not gated
  if (before == NULL) fail("no memory");
  memset(before, 1, 50000);

  struct highwater_numbers now;
  const int region = highwater_region_begin("fill");
  const int scope = highwater_scope_begin();
  for (int round = 0; round < kRounds; ++round) {
    char** const slot = &ring[round % kBuffers];
    free(*slot);
    *slot = malloc(kBytes);
    if (*slot == NULL) fail("no memory");
    memset(*slot, round, kBytes);
    highwater_region_iterate(region);
  }
  const int read = highwater_scope_read(scope, &now);
  highwater_scope_end(scope);
  highwater_region_end(region);

  // Without a probe there is nothing to say, and nothing has happened.
  if (read == HIGHWATER_NOT_MEASURED) {
    puts("not measured");
  } else if (read == HIGHWATER_OK) {
    printf("peak %lld live %lld allocations %lld\n", (long long)now.peak_bytes, (long long)now.live_bytes,
           (long long)now.allocations);
  } else {
    printf("no numbers: %d\n", read);
  }
  free(before);
  return 0;
}
