// SPDX-License-Identifier: Apache-2.0
#include "counting/next.h"

#include <dlfcn.h>

// There where a C++ runtime is among the program's libraries; asking dlsym instead would allocate, for its
// error message, in a C program.
extern "C" __attribute__((weak)) void* __cxa_begin_catch(void*) noexcept;

namespace highwater::counting {

NextFunctions next;
NextOperators next_operators;

void resolve_next() noexcept {
#define HIGHWATER_RESOLVE(name) next.name = reinterpret_cast<decltype(next.name)>(::dlsym(RTLD_NEXT, #name));
  HIGHWATER_CORE_HOOKS(HIGHWATER_RESOLVE)
  HIGHWATER_EXEC_HOOKS(HIGHWATER_RESOLVE)
#undef HIGHWATER_RESOLVE
  if (&__cxa_begin_catch == nullptr) return;
#define HIGHWATER_RESOLVE(symbol, ...) \
  next_operators.symbol.store(::dlsym(RTLD_NEXT, #symbol), std::memory_order_relaxed);
  HIGHWATER_NEW_HOOKS(HIGHWATER_RESOLVE)
  HIGHWATER_DELETE_HOOKS(HIGHWATER_RESOLVE)
#undef HIGHWATER_RESOLVE
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
