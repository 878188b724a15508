// SPDX-License-Identifier: Apache-2.0
// exec and posix_spawn as the program sees them. They count nothing: they note when this process image is
// about to be replaced, and when a child is given the rest of this command line to run (timeout, say),
// because then the numbers would be a wrapper's.
#include <errno.h>
#include <spawn.h>
#include <stdarg.h>
#include <unistd.h>

#include <cstddef>

#include "counting/export.h"
#include "counting/next.h"
#include "counting/runtime.h"

using namespace highwater::counting;

namespace {

// exec comes back only when it has failed.
template <typename Exec>
int watched(char* const* arguments, Exec exec) noexcept {
  ensure_attached();
  before_exec(arguments);
  const int result = exec();
  exec_failed();
  return result;
}

std::size_t count_arguments(va_list list) noexcept {
  std::size_t count = 1;
  // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the caller has started it
  while (va_arg(list, char*) != nullptr) ++count;
  return count;
}

int absent() noexcept {
  errno = ENOSYS;
  return -1;
}

}  // namespace

// The arguments of execl and its kin as an array on the stack: they may be called where allocating is
// forbidden.
#define HIGHWATER_COLLECT(first)                                                         \
  va_list list;                                                                          \
  va_start(list, first);                                                                 \
  const std::size_t count = count_arguments(list);                                       \
  va_end(list);                                                                          \
  auto** arguments = static_cast<char**>(__builtin_alloca((count + 1) * sizeof(char*))); \
  arguments[0] = const_cast<char*>(first);                                               \
  va_start(list, first);                                                                 \
  for (std::size_t i = 1; i <= count; ++i) arguments[i] = va_arg(list, char*)

extern "C" {

HIGHWATER_EXPORT int execve(const char* path, char* const* arguments, char* const* environment) noexcept {
  return watched(arguments, [=] { return next.execve(path, arguments, environment); });
}
HIGHWATER_EXPORT int execv(const char* path, char* const* arguments) noexcept {
  return watched(arguments, [=] { return next.execv(path, arguments); });
}
HIGHWATER_EXPORT int execvp(const char* file, char* const* arguments) noexcept {
  return watched(arguments, [=] { return next.execvp(file, arguments); });
}
HIGHWATER_EXPORT int execvpe(const char* file, char* const* arguments, char* const* environment) noexcept {
  return watched(arguments, [=] { return next.execvpe(file, arguments, environment); });
}
HIGHWATER_EXPORT int fexecve(int descriptor, char* const* arguments, char* const* environment) noexcept {
  return watched(arguments, [=] { return next.fexecve(descriptor, arguments, environment); });
}
HIGHWATER_EXPORT int execveat(int folder, const char* path, char* const* arguments, char* const* environment,
                              int flags) noexcept {
  ensure_attached();
  if (next.execveat == nullptr) return absent();  // glibc before 2.34
  return watched(arguments, [=] { return next.execveat(folder, path, arguments, environment, flags); });
}
HIGHWATER_EXPORT int execl(const char* path, const char* first, ...) noexcept {
  HIGHWATER_COLLECT(first);
  va_end(list);
  return watched(arguments, [=] { return next.execv(path, arguments); });
}
HIGHWATER_EXPORT int execlp(const char* file, const char* first, ...) noexcept {
  HIGHWATER_COLLECT(first);
  va_end(list);
  return watched(arguments, [=] { return next.execvp(file, arguments); });
}
HIGHWATER_EXPORT int execle(const char* path, const char* first, ...) noexcept {
  HIGHWATER_COLLECT(first);
  char* const* environment = va_arg(list, char* const*);
  va_end(list);
  return watched(arguments, [=] { return next.execve(path, arguments, environment); });
}

HIGHWATER_EXPORT int posix_spawn(pid_t* pid, const char* path, const posix_spawn_file_actions_t* actions,
                                 const posix_spawnattr_t* attributes, char* const* arguments,
                                 char* const* environment) {
  ensure_attached();
  before_spawn(arguments);
  return next.posix_spawn(pid, path, actions, attributes, arguments, environment);
}
HIGHWATER_EXPORT int posix_spawnp(pid_t* pid, const char* file, const posix_spawn_file_actions_t* actions,
                                  const posix_spawnattr_t* attributes, char* const* arguments,
                                  char* const* environment) {
  ensure_attached();
  before_spawn(arguments);
  return next.posix_spawnp(pid, file, actions, attributes, arguments, environment);
}

}  // extern "C"
