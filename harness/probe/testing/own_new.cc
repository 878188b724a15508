// SPDX-License-Identifier: Apache-2.0
// A program with an operator new of its own, which takes memory from where the macro says; without one it has
// the C++ runtime's. Looked into by elf_test, and never run.
#include <sys/mman.h>

#include <cstddef>
#include <new>

#if defined(FROM_PAGES)
#include <malloc.h>
void* operator new(std::size_t size) {
  return valloc(size);
}
#elif defined(FROM_LIBRARY)
extern "C" void* take_from_pool(std::size_t size);
void* operator new(std::size_t size) {
  return take_from_pool(size);
}
#elif defined(FROM_ALIGNED_NEW)
void* operator new(std::size_t size) {
  return operator new (size, std::align_val_t{64});
}
#elif defined(FROM_LOOK_UP)
#include <dlfcn.h>
void* operator new(std::size_t size) {
  return reinterpret_cast<void* (*)(std::size_t)>(dlsym(RTLD_NEXT, "malloc"))(size);
}
#elif defined(FROM_MAPPING)
void* operator new(std::size_t size) {
  return mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
#endif

int* volatile kept;

int main() {
  kept = new int(1);
  return 0;
}
