/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves its process group for that of its parent, says so, and stays for a minute. */
#include <unistd.h>

int main(void) {
  if (setpgid(0, getpgid(getppid())) != 0 || write(STDOUT_FILENO, "left\n", 5) != 5) return 1;
  sleep(60);
  return 0;
}
