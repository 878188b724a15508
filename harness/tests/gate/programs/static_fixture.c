// SPDX-License-Identifier: Apache-2.0
// A scenario that no probe can attach to: it is linked statically.
#include <stdlib.h>

int main(void) {
  void* block = malloc(1000);
  free(block);
  return block == NULL;
}
