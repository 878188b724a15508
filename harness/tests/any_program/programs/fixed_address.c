/* SPDX-License-Identifier: Apache-2.0
   Linked at a fixed address, and takes malloc's, as Node.js does: the address that it gets, and everybody
   else in the process, is that of a stub in the program. */
#include <stddef.h>
#include <stdlib.h>

typedef void* allocate(size_t);

int main(void) {
  allocate* volatile address = &malloc;
  void* const block = address(1000);
  return block == NULL;  // NOLINT(clang-analyzer-unix.Malloc): a block that is retained
}
