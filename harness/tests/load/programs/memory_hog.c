/* SPDX-License-Identifier: Apache-2.0
 * memory_hog HELD CHURNED READY: holds HELD bytes and uses all of them again and again, until it is killed.
 * Of CHURNED bytes more it has no need as soon as it has used them: the kernel may take them back, does so
 * when memory is short, and must give them again soon after. For a group of processes that may have less than
 * HELD and CHURNED together: whoever asks for memory in it has to wait until some is taken back. Makes the
 * file READY when it has been through all of it once. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { kPage = 4096, kStep = 16 * kPage };

static char* map(size_t bytes) {
  char* const block = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) exit(1);
  /* Of a huge page the kernel takes back all or nothing. An old kernel has none. */
  madvise(block, bytes, MADV_NOHUGEPAGE);
  return block;
}

static void use(volatile char* block, size_t bytes, int round) {
  for (size_t i = 0; i < bytes; i += kPage) block[i] = (char)round;
}

/* Where the kernel must kill after all, this is what it should kill. */
static void be_killed_first(void) {
  const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0 || write(file, "1000", 4) != 4) exit(1);
  close(file);
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  be_killed_first();
  const size_t held_bytes = strtoul(argv[1], NULL, 10);
  const size_t churned_bytes = strtoul(argv[2], NULL, 10);
  char* const held = map(held_bytes);
  char* const churned = map(churned_bytes);
  for (int round = 0;; ++round) {
    use(held, held_bytes, round);
    for (size_t at = 0; at + kStep <= churned_bytes; at += kStep) {
      use(churned + at, kStep, round);
      if (madvise(churned + at, kStep, MADV_FREE) != 0) return 1;
    }
    if (round == 0) close(open(argv[3], O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  }
}
