// SPDX-License-Identifier: Apache-2.0
// Preloaded into `highwater`: something happens at the N-th call of its own process that changes files. What
// is in HIGHWATER_TEST_FAULT:
//
//   kill:N      SIGKILL in place of the call
//   ENOSPC:N    it and all after it fail, as on a full disk; EROFS: a read-only one; EIO: a broken one
//   once-EIO:N  it alone fails
//   slow:N      each takes N milliseconds
//   count:0     nothing, but the number of calls is written to the file HIGHWATER_TEST_FAULT_COUNT in the end
//
// Calls that change files: open for writing, write to a regular file, sync, rename, link, mkdir, unlink,
// truncate, change of mode. Those of other processes, and writing to pipes, are left alone.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static pid_t watched;
static long calls;
static long threshold;
static int error;
static int is_kill;
static int is_slow;
static int is_once;

__attribute__((constructor)) static void start(void) {
  const char* const order = getenv("HIGHWATER_TEST_FAULT");
  const char* const colon = order == NULL ? NULL : strchr(order, ':');
  if (colon == NULL) return;
  watched = getpid();
  threshold = atol(colon + 1);
  is_kill = strncmp(order, "kill", 4) == 0;
  is_slow = strncmp(order, "slow", 4) == 0;
  is_once = strncmp(order, "once-", 5) == 0;
  const char* const name = is_once ? order + 5 : order;
  error = strncmp(name, "ENOSPC", 6) == 0  ? ENOSPC
          : strncmp(name, "EROFS", 5) == 0 ? EROFS
          : strncmp(name, "EIO", 3) == 0   ? EIO
                                           : 0;
}

__attribute__((destructor)) static void report(void) {
  const char* const path = getenv("HIGHWATER_TEST_FAULT_COUNT");
  if (path == NULL || getpid() != watched) return;
  char text[32];
  const int length = snprintf(text, sizeof text, "%ld\n", calls);
  watched = 0;
  const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file >= 0 && write(file, text, (size_t)length) != length) abort();
  close(file);
}

// Whether the call is to fail; errno says how.
static int fault(void) {
  if (watched == 0 || getpid() != watched) return 0;
  ++calls;
  if (is_slow) {
    const struct timespec time = {threshold / 1000, threshold % 1000 * 1000000};
    nanosleep(&time, NULL);
    return 0;
  }
  if (threshold == 0 || calls < threshold) return 0;
  if (is_kill) kill(watched, SIGKILL);
  if (error == 0 || (is_once && calls > threshold)) return 0;
  errno = error;
  return 1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_regular(int fd) {
  struct stat facts;
  return fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
}

ssize_t write(int fd, const void* text, size_t bytes) {
  if (is_regular(fd) && fault()) return -1;
  return syscall(SYS_write, fd, text, bytes);
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if ((flags & (O_WRONLY | O_RDWR)) != 0 && fault()) return -1;
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) __attribute__((alias("open")));

int mkostemp(char* name, int flags) {
  return fault() ? -1 : NEXT(mkostemp)(name, flags);
}
int mkostemp64(char* name, int flags) __attribute__((alias("mkostemp")));
char* mkdtemp(char* name) {
  return fault() ? NULL : NEXT(mkdtemp)(name);
}
int fsync(int fd) {
  return fault() ? -1 : NEXT(fsync)(fd);
}
int fdatasync(int fd) {
  return fault() ? -1 : NEXT(fdatasync)(fd);
}
int rename(const char* from, const char* to) {
  return fault() ? -1 : NEXT(rename)(from, to);
}
int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) {
  return fault() ? -1 : NEXT(linkat)(from_folder, from, to_folder, to, flags);
}
int mkdir(const char* path, mode_t mode) {
  return fault() ? -1 : NEXT(mkdir)(path, mode);
}
// Even a full disk lets a file go.
int unlink(const char* path) {
  fault();
  return NEXT(unlink)(path);
}
int ftruncate(int fd, off_t size) {
  return fault() ? -1 : NEXT(ftruncate)(fd, size);
}
int fchmod(int fd, mode_t mode) {
  return fault() ? -1 : NEXT(fchmod)(fd, mode);
}
