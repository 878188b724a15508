// SPDX-License-Identifier: Apache-2.0
#include "counting/thread_vector.h"

#include <link.h>

namespace highwater::counting {

// ld.so is mapped with its file header in front, which says how far it reaches.
void ThreadVectors::start(std::size_t modules) noexcept {
  const std::uintptr_t base = _r_debug.r_ldbase;
  if (base == 0 || modules == 0) return;
  const auto* file = reinterpret_cast<const ElfW(Ehdr)*>(base);
  const auto* segments = reinterpret_cast<const ElfW(Phdr)*>(base + file->e_phoff);
  for (unsigned i = 0; i < file->e_phnum; ++i) {
    if (segments[i].p_type != PT_LOAD) continue;
    const std::uintptr_t end = segments[i].p_vaddr + segments[i].p_memsz;
    if (end > loader_bytes_) loader_bytes_ = end;
  }
  loader_start_ = base;
  modules_ = modules;
}

}  // namespace highwater::counting
