// SPDX-License-Identifier: Apache-2.0
#include "counting/next.h"

#include <dlfcn.h>
#include <string.h>

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): their names
// There where a C++ runtime is among the program's libraries; asking dlsym instead would allocate, for its
// error message, in a C program.
extern "C" __attribute__((weak)) void* __cxa_begin_catch(void*) noexcept;

// What glibc calls its malloc and free beside those names.
extern "C" __attribute__((weak)) void* __libc_malloc(std::size_t) noexcept;
extern "C" __attribute__((weak)) void __libc_free(void*) noexcept;
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace highwater::counting {

NextFunctions next;
NextOperators next_operators;
bool operators_call_malloc = false;
bool operators_were_there = false;

namespace {

// Is the function in a file of one of these names, with a version or without? libstdc++.so.6 is
// "libstdc++.so".
template <std::size_t count>
bool is_in(const void* function, const char* const (&libraries)[count]) noexcept {
  Dl_info info;
  if (function == nullptr || ::dladdr(function, &info) == 0 || info.dli_fname == nullptr) return false;
  const char* slash = ::strrchr(info.dli_fname, '/');
  const char* name = slash == nullptr ? info.dli_fname : slash + 1;
  for (const char* library : libraries)
    if (::strncmp(name, library, ::strlen(library)) == 0) return true;
  return false;
}

// Where the file of this function begins; null: in none.
const void* file_of(const void* function) noexcept {
  Dl_info info;
  return ::dladdr(function, &info) == 0 ? nullptr : info.dli_fbase;
}

// Is the first of all definitions in `file`, which is ours? A program's own operator comes before, and the
// runtime's other operators call it: new[] calls new, and delete[] delete.
bool is_first_in(const void* file, const char* symbol) noexcept {
  return file_of(::dlsym(RTLD_DEFAULT, symbol)) == file;
}

constexpr const char* kCxxRuntimes[] = {"libstdc++.so", "libc++.so", "libc++abi.so"};
constexpr const char* kCLibraries[] = {"libc.so", "libc-"};  // libc.so.6 is a link to libc-2.36.so elsewhere

}  // namespace

void resolve_next() noexcept {
#define HIGHWATER_RESOLVE(name) next.name = reinterpret_cast<decltype(next.name)>(::dlsym(RTLD_NEXT, #name));
  HIGHWATER_CORE_HOOKS(HIGHWATER_RESOLVE)
  HIGHWATER_EXEC_HOOKS(HIGHWATER_RESOLVE)
  HIGHWATER_LOADER_HOOKS(HIGHWATER_RESOLVE)
#undef HIGHWATER_RESOLVE
  if (&__cxa_begin_catch == nullptr) return;
  operators_were_there = true;
#define HIGHWATER_RESOLVE(symbol, ...) \
  next_operators.symbol.store(::dlsym(RTLD_NEXT, #symbol), std::memory_order_relaxed);
  HIGHWATER_NEW_HOOKS(HIGHWATER_RESOLVE)
  HIGHWATER_DELETE_HOOKS(HIGHWATER_RESOLVE)
#undef HIGHWATER_RESOLVE
  const void* const own_file = file_of(reinterpret_cast<const void*>(&resolve_next));
  operators_call_malloc = true;
#define HIGHWATER_CHECK(symbol, ...)                                                                    \
  operators_call_malloc = operators_call_malloc && is_in(next_operators.symbol.load(), kCxxRuntimes) && \
                          is_first_in(own_file, #symbol);
  HIGHWATER_NEW_HOOKS(HIGHWATER_CHECK)
  HIGHWATER_DELETE_HOOKS(HIGHWATER_CHECK)
#undef HIGHWATER_CHECK
}

bool forwards_to_glibc() noexcept {
  // tcmalloc defines glibc's names, too; its blocks lie closer together, and it calls what can be interposed.
  return &__libc_malloc != nullptr && next.malloc == &__libc_malloc && next.free == &__libc_free &&
         is_in(reinterpret_cast<const void*>(next.malloc), kCLibraries);
}

void* find_late_operator(const char* symbol) noexcept {
  if (void* found = ::dlsym(RTLD_NEXT, symbol)) return found;
  constexpr const char* kRuntimes[] = {"libstdc++.so.6", "libc++.so.1"};
  for (const char* runtime : kRuntimes) {
    void* handle = ::dlopen(runtime, RTLD_LAZY | RTLD_NOLOAD);
    if (handle == nullptr) continue;
    // The handle stays open: what we forward to must not be unloaded.
    if (void* found = ::dlsym(handle, symbol)) return found;
  }
  return nullptr;
}

}  // namespace highwater::counting
