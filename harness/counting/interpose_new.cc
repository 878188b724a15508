// SPDX-License-Identifier: Apache-2.0
// Every operator new and delete, by mangled name, forwarded to the next definition: a program's or an
// allocator library's own operators stay in charge, and what they call inside is not counted again.
//
// operator new throws through these frames, and the thread's phase must be reset when it does. A landing pad
// for that would need
// __gxx_personality_v0, which a C program does not have, and which a C program with a C++ plug-in, or one
// that has the C++ runtime linked statically, does not show us. So the one frame that sets the phase has a
// personality routine of its own, which resets it and lets the unwinder go on.
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "counting/allocation.h"
#include "counting/events.h"
#include "counting/export.h"
#include "counting/hooks.h"
#include "counting/next.h"
#include "counting/runtime.h"

// Itanium C++ ABI, Exception Handling, 1.6.2: called for each frame once to search (nobody here catches) and
// once to clean up.
extern "C" __attribute__((visibility("hidden"))) int highwater_unwind_new(int, int actions, std::uint64_t,
                                                                          void*, void*) {
  constexpr int kCleanupPhase = 2;
  constexpr int kContinueUnwind = 8;
  if ((actions & kCleanupPhase) != 0) highwater::counting::Outermost::leave();
  return kContinueUnwind;
}
// DW_EH_PE_pcrel | DW_EH_PE_sdata4
#define HIGHWATER_UNWOUND_BY(routine) __asm__ volatile(".cfi_personality 0x1b, " #routine)

namespace highwater::counting {
namespace {

// The next definition. Two threads that both look it up find the same.
template <typename Function>
struct Next {
  std::atomic<void*>& cache;
  const char* symbol;

  // Null: there was no C++ runtime at the start.
  Function* known() const noexcept {
    return reinterpret_cast<Function*>(cache.load(std::memory_order_acquire));
  }
  Function* look_up() const noexcept {
    void* found = cache.load(std::memory_order_acquire);
    if (found == nullptr) {
      const LookUp inside;
      found = find_late_operator(symbol);
      cache.store(found, std::memory_order_release);
    }
    return reinterpret_cast<Function*>(found);
  }
};

template <typename Function, typename... Arguments>
__attribute__((noinline)) void* outermost_new(const void* caller, Function* allocate, std::size_t size,
                                              Arguments... more) {
  HIGHWATER_UNWOUND_BY(highwater_unwind_new);
  const Outermost outermost(Phase::kInOperator);
  void* block = allocate(size, more...);
  if (block != nullptr) note_allocated(block, size, caller);
  return block;
}

// The operators of a C++ runtime library call malloc and free once: these are forwarded to and counted at
// once. What such an operator new does when malloc fails is left to it, and counted call by call: what the
// new-handler allocates, the next try (of an aligned one with the size that it rounds up to), the exception.
//
// So are those of a runtime that came with a plug-in, and they are not even looked for while malloc answers:
// a look-up takes the loader's lock, which a thread inside dlopen has that may be waiting for this one.
void* at_once(const void* caller, std::size_t size) noexcept {
  return on_malloc(size, caller);
}
void* at_once(const void* caller, std::size_t size, const void*) noexcept {
  return on_malloc(size, caller);
}
void* at_once(const void* caller, std::size_t size, std::size_t alignment) noexcept {
  void* block = nullptr;
  on_posix_memalign(&block, alignment < sizeof(void*) ? sizeof(void*) : alignment, size, caller);
  return block;
}
void* at_once(const void* caller, std::size_t size, std::size_t alignment, const void*) noexcept {
  return at_once(caller, size, alignment);
}

template <typename Function, typename... Arguments>
void* counted_new(const void* caller, const Next<Function>& next_new, std::size_t size, Arguments... more) {
  Function* const known = next_new.known();
  if (size != 0 && operators_call_malloc) [[likely]] {
    if (void* const block = at_once(caller, size, more...)) return block;
    return known(size, more...);
  }
  if (!operators_were_there || known == nullptr) {
    if (void* const block = at_once(caller, size, more...)) return block;
    Function* const late = next_new.look_up();
    return late == nullptr ? nullptr : late(size, more...);
  }
  if (!counts_here(size)) return known(size, more...);
  return outermost_new(caller, known, size, more...);
}

template <typename Function, typename... Arguments>
void counted_delete(const Next<Function>& next_delete, void* block, Arguments... more) noexcept {
  Function* const known = next_delete.known();
  if (operators_call_malloc || !operators_were_there || known == nullptr || block == nullptr) {
    on_free(block);
    return;
  }
  count_release(block);
  if (thread_phase != Phase::kOutside) {
    known(block, more...);
    return;
  }
  const Outermost outermost(Phase::kApart);
  known(block, more...);
}

}  // namespace
}  // namespace highwater::counting

using namespace highwater::counting;

#define HIGHWATER_DEFINE_NEW(symbol, parameters, arguments)                                \
  extern "C" HIGHWATER_EXPORT void* symbol parameters {                                    \
    using Function = void* parameters;                                                     \
    ensure_started();                                                                      \
    const Next<Function> next_new{next_operators.symbol, #symbol};                         \
    return counted_new(__builtin_return_address(0), next_new, HIGHWATER_UNWRAP arguments); \
  }
#define HIGHWATER_DEFINE_DELETE(symbol, parameters, arguments)        \
  extern "C" HIGHWATER_EXPORT void symbol parameters {                \
    using Function = void parameters;                                 \
    ensure_started();                                                 \
    const Next<Function> next_delete{next_operators.symbol, #symbol}; \
    counted_delete(next_delete, HIGHWATER_UNWRAP arguments);          \
  }
#define HIGHWATER_UNWRAP(...) __VA_ARGS__

HIGHWATER_NEW_HOOKS(HIGHWATER_DEFINE_NEW)
HIGHWATER_DELETE_HOOKS(HIGHWATER_DEFINE_DELETE)
