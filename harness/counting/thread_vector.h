// SPDX-License-Identifier: Apache-2.0
// What a new thread costs because this library is loaded: pthread_create callocs the thread's vector of
// modules with thread-local storage (the DTV, glibc elf/dl-tls.c), an entry each. Without our module it would
// be one entry shorter, and so it is counted. Used by runtime.cc.
#pragma once

#include <cstddef>
#include <cstdint>

namespace highwater::counting {

class ThreadVectors {
 public:
  // From now on `modules` modules are ours; 0 before. REQUIRES: a dynamic executable.
  void start(std::size_t modules) noexcept;

  // How many of the objects that `caller` callocs are ours.
  std::size_t own_objects(std::size_t count, std::size_t size, const void* caller) const noexcept {
    const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(caller);
    // The loader allocates nothing else in objects of this size.
    if (size != kEntryBytes || address - loader_start_ >= loader_bytes_ || count <= modules_) return 0;
    return modules_;
  }

 private:
  static constexpr std::size_t kEntryBytes = 2 * sizeof(void*);
  std::uintptr_t loader_start_ = 0;
  std::uintptr_t loader_bytes_ = 0;
  std::size_t modules_ = 0;
};

}  // namespace highwater::counting
