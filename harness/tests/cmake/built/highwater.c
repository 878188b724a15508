// SPDX-License-Identifier: Apache-2.0
// A stand-in for the command: prints its arguments and the reason, and exits 1 when it is asked for scenario
// a/worse.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char** argv) {
  int status = 0;
  printf("called:");
  for (int i = 1; i < argc; ++i) {
    printf(" %s", argv[i]);
    if (strcmp(argv[i], "a/worse") == 0) status = 1;
  }
  const char* reason = getenv("HIGHWATER_REASON");
  printf(" reason=%s\n", reason != NULL ? reason : "");
  return status;
}
