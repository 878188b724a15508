// SPDX-License-Identifier: Apache-2.0
// Preloaded into `highwater`: the disk is full below the folder that HIGHWATER_TEST_FULL names. Of a file's
// text there half is still taken, then ENOSPC; so it needs neither a file system of its own nor the right to
// mount one.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int is_full(int fd) {
  const char* folder = getenv("HIGHWATER_TEST_FULL");
  char link[64];
  char path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (folder == NULL || length <= 0) return 0;
  path[length] = '\0';
  return strncmp(path, folder, strlen(folder)) == 0;
}

ssize_t write(int fd, const void* text, size_t bytes) {
  if (!is_full(fd)) return syscall(SYS_write, fd, text, bytes);
  if (lseek(fd, 0, SEEK_CUR) > 0) {
    errno = ENOSPC;
    return -1;
  }
  return syscall(SYS_write, fd, text, (bytes + 1) / 2);
}
