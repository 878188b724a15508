/* SPDX-License-Identifier: Apache-2.0
 * memory_hog READY: takes half of the memory that is available, at most 4 GiB, and uses all of it again and
 * again until it is killed; makes the file READY when it has been through it once. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static size_t available_kibibytes(void) {
  size_t kibibytes = 0;
  FILE* const file = fopen("/proc/meminfo", "r");
  char line[256];
  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "MemAvailable: %zu kB", &kibibytes) == 1) break;
  if (file != NULL) fclose(file);
  return kibibytes;
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  size_t bytes = available_kibibytes() * 1024 / 2;
  if (bytes > (size_t)4 << 30) bytes = (size_t)4 << 30;
  volatile char* const block = malloc(bytes);
  if (bytes == 0 || block == NULL) return 1;
  for (int round = 0;; ++round) {
    for (size_t i = 0; i < bytes; i += 4096) block[i] = (char)round;
    if (round == 0) close(open(argv[1], O_WRONLY | O_CREAT, 0644));
  }
}
