// SPDX-License-Identifier: Apache-2.0
// Optimised, as real programs are: each function does something after its call, so that none is a tail call.
#include "counting/unwind/testing/shapes.h"

#include <alloca.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <functional>
#include <vector>

#define HIGHWATER_APART __attribute__((noinline, noclone))

namespace highwater::counting {
namespace {

volatile unsigned sink;

HIGHWATER_APART void leaf(Callback callback, void* context) {
  callback(context);
  sink = sink + 1;
}

HIGHWATER_APART void nested_1(Callback callback, void* context, unsigned a, unsigned b, unsigned c) {
  leaf(callback, context);
  sink = a * b + c;
}
HIGHWATER_APART void nested(Callback callback, void* context) {
  const unsigned a = sink;
  nested_1(callback, context, a, a + 1, a + 2);
  sink = a;
}

HIGHWATER_APART void recurse(Callback callback, void* context, unsigned depth) {
  if (depth == 0) {
    leaf(callback, context);
  } else {
    recurse(callback, context, depth - 1);
  }
  sink = sink + depth;
}
HIGHWATER_APART void recursive(Callback callback, void* context) {
  recurse(callback, context, 40);
  sink = sink + 1;
}

HIGHWATER_APART void variable_array(Callback callback, void* context) {
  const std::size_t bytes = 100 + sink % 7;
  auto* const memory = static_cast<char*>(alloca(bytes));
  memset(memory, 1, bytes);
  nested(callback, context);
  sink = static_cast<unsigned char>(memory[bytes - 1]);
}

HIGHWATER_APART unsigned use(char* memory, std::size_t bytes) {
  memset(memory, 1, bytes);
  return static_cast<unsigned>(memory[bytes / 2]);
}

HIGHWATER_APART void aligned(Callback callback, void* context) {
  alignas(64) char memory[256];
  const unsigned used = use(memory, sizeof memory);
  nested(callback, context);
  sink = used + static_cast<unsigned>(memory[3]);
}

// Many values live across the call fill the saved registers.
HIGHWATER_APART void aligned_variable(Callback callback, void* context) {
  alignas(64) char memory[192];
  const unsigned a = sink;
  const unsigned b = sink + 1;
  const unsigned c = sink + 2;
  const std::size_t bytes = 300 + a % 7;
  auto* const more = static_cast<char*>(alloca(bytes));
  const unsigned used = use(memory, sizeof memory) + use(more, bytes);
  nested(callback, context);
  sink = used + a + b * c + static_cast<unsigned>(memory[3] + more[7]);
}

HIGHWATER_APART void large_frame(Callback callback, void* context) {
  char memory[200 * 1024];
  const unsigned used = use(memory, sizeof memory);
  nested(callback, context);
  sink = used + static_cast<unsigned>(memory[9]);
}

// qsort's comparison has no argument of its own.
thread_local Callback current = nullptr;
thread_local void* current_context = nullptr;

void keep(Callback callback, void* context) {
  current = callback;
  current_context = context;
}
HIGHWATER_APART void call_once() {
  Callback const callback = current;
  current = nullptr;
  if (callback != nullptr) nested(callback, current_context);
  sink = sink + 1;
}

int compare(const void* a, const void* b) {
  call_once();
  return *static_cast<const int*>(a) - *static_cast<const int*>(b);
}
HIGHWATER_APART void through_qsort(Callback callback, void* context) {
  keep(callback, context);
  int numbers[] = {5, 3, 9, 1, 7, 2};
  qsort(numbers, std::size(numbers), sizeof numbers[0], compare);
  sink = static_cast<unsigned>(numbers[0]);
}

HIGHWATER_APART void through_sort(Callback callback, void* context) {
  keep(callback, context);
  std::vector<int> numbers;
  for (int i = 0; i < 100; ++i) numbers.push_back(i * 37 % 101);
  const std::function<bool(int, int)> less = [](int a, int b) {
    call_once();
    return a < b;
  };
  std::sort(numbers.begin(), numbers.end(), less);
  sink = static_cast<unsigned>(numbers[1]);
}

struct Cleanup {
  Callback callback;
  void* context;
  ~Cleanup() { nested(callback, context); }
};
HIGHWATER_APART void throws() {
  const Cleanup* nobody = nullptr;
  if (sink + 1 != 0) throw nobody;
}
HIGHWATER_APART void cleans_up(Callback callback, void* context) {
  const Cleanup cleanup{callback, context};
  throws();
  sink = sink + 1;
}
HIGHWATER_APART void in_cleanup(Callback callback, void* context) {
  try {
    cleans_up(callback, context);
  } catch (const Cleanup*) {
    sink = sink + 1;
  }
}
HIGHWATER_APART void in_catch(Callback callback, void* context) {
  try {
    throws();
  } catch (const Cleanup*) {
    nested(callback, context);
  }
  sink = sink + 1;
}

void on_signal(int) {
  call_once();
}

class Handler {
 public:
  Handler(int number, int flags) : number_(number) {
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = flags;
    sigaction(number, &action, &before_);
  }
  ~Handler() { sigaction(number_, &before_, nullptr); }
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

 private:
  int number_;
  struct sigaction before_;
};

HIGHWATER_APART void interrupted(Callback callback, void* context) {
  const Handler handler(SIGUSR1, 0);
  keep(callback, context);
  raise(SIGUSR1);
  sink = sink + 1;
}

// The trap is the function's first instruction: the frame before any of it has been built. The instruction
// before belongs to another function, so that an address less one would be of the wrong one.
extern "C" __attribute__((visibility("hidden"))) void highwater_trap_at_once() __asm__(SHAPES_NAME "_trap");
__asm__(
    ".text\n"
    "ret\n"
    ".type " SHAPES_NAME "_trap, @function\n" SHAPES_NAME
    "_trap:\n"
    ".cfi_startproc\n"
    "nop\n"
    "int3\n"
    "pushq %rbp\n"
    ".cfi_adjust_cfa_offset 8\n"
    ".cfi_offset %rbp, -16\n"
    "popq %rbp\n"
    ".cfi_adjust_cfa_offset -8\n"
    ".cfi_restore %rbp\n"
    "ret\n"
    ".cfi_endproc\n"
    ".size " SHAPES_NAME "_trap, . - " SHAPES_NAME "_trap\n");

HIGHWATER_APART void trapped(Callback callback, void* context) {
  const Handler handler(SIGTRAP, 0);
  keep(callback, context);
  highwater_trap_at_once();
  sink = sink + 1;
}

HIGHWATER_APART void on_other_stack(Callback callback, void* context) {
  std::vector<char> memory(256UL * 1024);
  const stack_t stack{.ss_sp = memory.data(), .ss_flags = 0, .ss_size = memory.size()};
  stack_t before{};
  sigaltstack(&stack, &before);
  {
    const Handler handler(SIGTRAP, SA_ONSTACK);
    keep(callback, context);
    highwater_trap_at_once();
  }
  sigaltstack(&before, nullptr);
  sink = sink + 1;
}

}  // namespace

extern const Shapes SHAPES{
    .name = SHAPES_NAME,
    .nested = nested,
    .recursive = recursive,
    .variable_array = variable_array,
    .aligned = aligned,
    .aligned_variable = aligned_variable,
    .large_frame = large_frame,
    .through_qsort = through_qsort,
    .through_sort = through_sort,
    .in_cleanup = in_cleanup,
    .in_catch = in_catch,
    .interrupted = interrupted,
    .trapped = trapped,
    .on_other_stack = on_other_stack,
};

}  // namespace highwater::counting
