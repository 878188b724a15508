// SPDX-License-Identifier: Apache-2.0
// The definitions behind ours: libc's, or those of an allocator library that is preloaded or linked. Called
// by the interposed functions and runtime.cc.
#pragma once

#include <spawn.h>

#include <atomic>
#include <cstddef>

#include "counting/hooks.h"

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

  int (*dlclose)(void*);
};

// operator new and delete, by mangled name. Null: no C++ runtime was there yet.
struct NextOperators {
#define HIGHWATER_OPERATOR(symbol, ...) std::atomic<void*> symbol;
  HIGHWATER_NEW_HOOKS(HIGHWATER_OPERATOR)
  HIGHWATER_DELETE_HOOKS(HIGHWATER_OPERATOR)
#undef HIGHWATER_OPERATOR
};

// Valid after resolve_next().
extern NextFunctions next;
extern NextOperators next_operators;
// Whether operator new and delete without an alignment are those of a C++ runtime library, which call malloc
// and free once, with the same size unless that is 0: then counting can be left to these.
extern bool operators_call_malloc;
// Whether there was a C++ runtime at the start.
extern bool operators_were_there;

// Looks them all up, also those of exec and of C++: a look-up needs the loader's lock, which a thread of a
// forked child's parent may have held, and which a thread inside dlopen holds while it waits for another that
// allocates. It also replaces what dlerror() says. Allocations that the look-up makes must not come here:
// they are the bootstrap arena's.
void resolve_next() noexcept;

// Whether malloc and free are glibc's own definitions, which call no function that can be interposed.
bool forwards_to_glibc() noexcept;

// An operator that was not there at the start, in a C++ runtime that was loaded later, perhaps into a local
// scope (a C program with a C++ plug-in). Null when there is none.
void* find_late_operator(const char* symbol) noexcept;

}  // namespace highwater::counting
