/* SPDX-License-Identifier: Apache-2.0 */
/* A static executable that allocates: Valgrind sees none of it, and the massif probe must say so. */
#include <stdlib.h>

static void* volatile block;

int main(void) {
  block = malloc(777);
  return block == 0;
}
