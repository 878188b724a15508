/* SPDX-License-Identifier: Apache-2.0
   The malloc family from C, an answer on stdout and an exit code that is not 0. */
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  size_t sum = 0;
  for (size_t i = 1; i <= 100; ++i) {
    char* block = malloc(i);
    char* larger = realloc(block, 100 * i);
    sum += larger != NULL ? i : 0;
    if (i % 2 == 0) free(larger);
  }
  printf("%zu\n", sum);
  return 7;
}
