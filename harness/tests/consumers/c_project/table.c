/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario in C: a table of 100 rows of 64 bytes, which are freed at the end, or not when it is wasteful.
 */
#include <stdlib.h>
#include <string.h>

int main(void) {
  char* rows[100];
  for (int i = 0; i < 100; ++i) rows[i] = malloc(64);
  if (strcmp(BEHAVIOUR, "wasteful") == 0) return 0;
  for (int i = 0; i < 100; ++i) free(rows[i]);
  return 0;
}
