// SPDX-License-Identifier: Apache-2.0
// The functions that are interposed: one list for declarations, tests and the test of what the library
// exports.
#pragma once

// Needed at once, present in every libc that we support.
#define HIGHWATER_CORE_HOOKS(X) \
  X(malloc)                     \
  X(calloc)                     \
  X(realloc)                    \
  X(free)                       \
  X(posix_memalign)             \
  X(aligned_alloc)              \
  X(memalign)                   \
  X(malloc_usable_size)

// Looked up on first use, made from the core where they are absent.
#define HIGHWATER_OPTIONAL_HOOKS(X) \
  X(reallocarray)                   \
  X(valloc)                         \
  X(pvalloc)                        \
  X(free_sized)                     \
  X(free_aligned_sized)

// Calls that replace the process image, or start another: watched, because they may make the numbers those of
// a wrapper.
#define HIGHWATER_EXEC_HOOKS(X) \
  X(execve)                     \
  X(execv)                      \
  X(execvp)                     \
  X(execvpe)                    \
  X(fexecve)                    \
  X(execveat)                   \
  X(posix_spawn)                \
  X(posix_spawnp)

// Calls after which another file may be where one was.
#define HIGHWATER_LOADER_HOOKS(X) X(dlclose)

// operator new, by mangled name: X(symbol, parameters, arguments). The first parameter is always the size.
#define HIGHWATER_NEW_HOOKS(X)                                                                          \
  X(_Znwm, (std::size_t size), (size))                                                                  \
  X(_Znam, (std::size_t size), (size))                                                                  \
  X(_ZnwmRKSt9nothrow_t, (std::size_t size, const void* nothrow), (size, nothrow))                      \
  X(_ZnamRKSt9nothrow_t, (std::size_t size, const void* nothrow), (size, nothrow))                      \
  X(_ZnwmSt11align_val_t, (std::size_t size, std::size_t alignment), (size, alignment))                 \
  X(_ZnamSt11align_val_t, (std::size_t size, std::size_t alignment), (size, alignment))                 \
  X(_ZnwmSt11align_val_tRKSt9nothrow_t, (std::size_t size, std::size_t alignment, const void* nothrow), \
    (size, alignment, nothrow))                                                                         \
  X(_ZnamSt11align_val_tRKSt9nothrow_t, (std::size_t size, std::size_t alignment, const void* nothrow), \
    (size, alignment, nothrow))

// operator delete, likewise. The first parameter is always the block.
#define HIGHWATER_DELETE_HOOKS(X)                                                                   \
  X(_ZdlPv, (void* block), (block))                                                                 \
  X(_ZdaPv, (void* block), (block))                                                                 \
  X(_ZdlPvm, (void* block, std::size_t size), (block, size))                                        \
  X(_ZdaPvm, (void* block, std::size_t size), (block, size))                                        \
  X(_ZdlPvRKSt9nothrow_t, (void* block, const void* nothrow), (block, nothrow))                     \
  X(_ZdaPvRKSt9nothrow_t, (void* block, const void* nothrow), (block, nothrow))                     \
  X(_ZdlPvSt11align_val_t, (void* block, std::size_t alignment), (block, alignment))                \
  X(_ZdaPvSt11align_val_t, (void* block, std::size_t alignment), (block, alignment))                \
  X(_ZdlPvmSt11align_val_t, (void* block, std::size_t size, std::size_t alignment),                 \
    (block, size, alignment))                                                                       \
  X(_ZdaPvmSt11align_val_t, (void* block, std::size_t size, std::size_t alignment),                 \
    (block, size, alignment))                                                                       \
  X(_ZdlPvSt11align_val_tRKSt9nothrow_t, (void* block, std::size_t alignment, const void* nothrow), \
    (block, alignment, nothrow))                                                                    \
  X(_ZdaPvSt11align_val_tRKSt9nothrow_t, (void* block, std::size_t alignment, const void* nothrow), \
    (block, alignment, nothrow))
