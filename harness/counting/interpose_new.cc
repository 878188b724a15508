// SPDX-License-Identifier: Apache-2.0
// Every operator new and delete, by mangled name, forwarded to the next definition: a program's or an allocator library's own
// operators stay in charge, and what they call inside is not counted again.
//
// operator new throws through these frames, and the thread's phase must be reset when it does. So this file alone is compiled with
// exceptions. The C++ runtime that the unwinder needs for it is a weak reference: it is there in every program that can throw,
// and a C program never calls these functions.
#include <atomic>
#include <cstddef>

#include "counting/export.h"
#include "counting/hooks.h"
#include "counting/next.h"
#include "counting/runtime.h"

__asm__(".weak __gxx_personality_v0");
__asm__(".weak _Unwind_Resume");

namespace highwater::counting {
namespace {

// The next definition of `symbol`, looked up once. Two threads that both look it up find the same.
template <typename Function>
Function* forward_to(std::atomic<Function*>& cache, const char* symbol) noexcept {
  Function* found = cache.load(std::memory_order_acquire);
  if (found == nullptr) {
    const LookUp look_up;
    found = reinterpret_cast<Function*>(find_next(symbol));
    cache.store(found, std::memory_order_release);
  }
  return found;
}

template <typename Function, typename... Arguments>
void* counted_new(Function* allocate, std::size_t size, Arguments... more) {
  if (allocate == nullptr) return on_malloc(size);
  if (!counts_here(size)) return allocate(size, more...);
  const Outermost outermost(Phase::kAllocating);
  void* block = allocate(size, more...);
  if (block != nullptr) count_allocation(block, size);
  return block;
}

template <typename Function, typename... Arguments>
void counted_delete(Function* release, void* block, Arguments... more) noexcept {
  if (release == nullptr || block == nullptr) {
    on_free(block);
    return;
  }
  count_release(block);
  if (thread_phase != Phase::kOutside) {
    release(block, more...);
    return;
  }
  const Outermost outermost(Phase::kReleasing);
  release(block, more...);
}

}  // namespace
}  // namespace highwater::counting

using namespace highwater::counting;

#define HIGHWATER_DEFINE_NEW(symbol, parameters, arguments)               \
  extern "C" HIGHWATER_EXPORT void* symbol parameters {                   \
    using Function = void* parameters;                                    \
    static constinit std::atomic<Function*> cache{nullptr};               \
    ensure_started();                                                     \
    Function* const next_new = forward_to(cache, #symbol);                \
    return HIGHWATER_CALL(counted_new, next_new, arguments);              \
  }
#define HIGHWATER_DEFINE_DELETE(symbol, parameters, arguments)            \
  extern "C" HIGHWATER_EXPORT void symbol parameters {                    \
    using Function = void parameters;                                     \
    static constinit std::atomic<Function*> cache{nullptr};               \
    ensure_started();                                                     \
    Function* const next_delete = forward_to(cache, #symbol);             \
    HIGHWATER_CALL(counted_delete, next_delete, arguments);               \
  }
#define HIGHWATER_UNWRAP(...) __VA_ARGS__
#define HIGHWATER_CALL(function, next_function, arguments) function(next_function, HIGHWATER_UNWRAP arguments)

HIGHWATER_NEW_HOOKS(HIGHWATER_DEFINE_NEW)
HIGHWATER_DELETE_HOOKS(HIGHWATER_DEFINE_DELETE)
