// SPDX-License-Identifier: Apache-2.0
// The definitions behind ours: libc's, or those of an allocator library that is preloaded or linked. Called by the
// interposed functions and runtime.cc.
#pragma once

#include <spawn.h>

#include <cstddef>

namespace highwater::counting {

// A null member is a function that this libc does not have; those of the allocator are always there.
struct NextFunctions {
  void* (*malloc)(std::size_t);
  void* (*calloc)(std::size_t, std::size_t);
  void* (*realloc)(void*, std::size_t);
  void (*free)(void*);
  int (*posix_memalign)(void**, std::size_t, std::size_t);
  void* (*aligned_alloc)(std::size_t, std::size_t);
  void* (*memalign)(std::size_t, std::size_t);
  std::size_t (*malloc_usable_size)(void*);

  int (*execve)(const char*, char* const*, char* const*);
  int (*execv)(const char*, char* const*);
  int (*execvp)(const char*, char* const*);
  int (*execvpe)(const char*, char* const*, char* const*);
  int (*fexecve)(int, char* const*, char* const*);
  int (*execveat)(int, const char*, char* const*, char* const*, int);
  decltype(&::posix_spawn) posix_spawn;
  decltype(&::posix_spawnp) posix_spawnp;
};

// Valid after resolve_next().
extern NextFunctions next;

// Looks them all up, also those of exec: a forked child must not do that itself, since another thread of its parent may have held
// the loader's lock. Allocations that the look-up makes must not come here: they are the bootstrap arena's.
void resolve_next() noexcept;

// The next definition of `symbol`, or null. Searches the program's scope; for C++ symbols also a C++ runtime that was
// loaded into a local scope (a C program with a C++ plug-in).
void* find_next(const char* symbol) noexcept;

}  // namespace highwater::counting
