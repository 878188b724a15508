// SPDX-License-Identifier: Apache-2.0
// Runs a function on a stack of its own, as programs with fibers do. Used by the tests of the unwinder.
#pragma once

#include <sys/mman.h>
#include <ucontext.h>

#include <cstddef>
#include <cstdlib>

namespace highwater::counting {

class FiberStack {
 public:
  explicit FiberStack(std::size_t bytes) : bytes_(bytes) {
    void* const memory =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    begin_ = static_cast<char*>(memory);
  }
  ~FiberStack() { ::munmap(begin_, bytes_); }
  FiberStack(const FiberStack&) = delete;  // would unmap twice
  FiberStack& operator=(const FiberStack&) = delete;

  char* begin() const { return begin_; }
  std::size_t size() const { return bytes_; }
  // What is above is gone.
  void shrink_to(std::size_t bytes) {
    ::munmap(begin_ + bytes, bytes_ - bytes);
    bytes_ = bytes;
  }
  void run(void (*function)()) const {
    ucontext_t back;
    ucontext_t fiber;
    ::getcontext(&fiber);
    fiber.uc_stack.ss_sp = begin_;
    fiber.uc_stack.ss_size = bytes_;
    fiber.uc_link = &back;
    ::makecontext(&fiber, function, 0);
    ::swapcontext(&back, &fiber);
  }

 private:
  char* begin_;
  std::size_t bytes_;
};

}  // namespace highwater::counting
