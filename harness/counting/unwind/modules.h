// SPDX-License-Identifier: Apache-2.0
// The ELF files that stacks go through: found by an address, recorded once in the shared memory. Used by the
// unwinder for an address that the cache does not know.
#pragma once

#include <cstdint>

#include "counting/unwind/cfi.h"
#include "counting/wire_sites.h"

// Of <dlfcn.h> from glibc 2.35 on.
struct dl_find_object;

namespace highwater::counting {

// _dl_find_object(), which says without a lock what file an address lies in. Looked up by name: a library
// that is linked against it does not load where it is missing. Null before glibc 2.35; nothing is found then.
using FindObject = int (*)(void* address, ::dl_find_object* result);

struct MappedModule {
  std::uintptr_t load_bias = 0;
  std::uintptr_t start = 0;
  std::uintptr_t end = 0;
  const char* path = nullptr;  // BORROWS from the loader, while the file is loaded
  EhFrame eh_frame;
  const std::uint8_t* build_id = nullptr;  // in the mapped file
  std::uint32_t build_id_bytes = 0;
};

// The file that `pc` lies in. REQUIRES: the file stays loaded meanwhile, as it does with a frame of it on the
// stack.
bool find_module(FindObject find_object, std::uintptr_t pc, MappedModule* module) noexcept;

// Index in `tables` of `module`, which is added when it is not there: a file that comes back to its old place
// is the same if path and build id are. kNoModule when the table is full. A path that is too long is cut.
// One thread at a time.
std::uint32_t record_module(SiteTables* tables, const MappedModule& module) noexcept;

// Whether another recorded module was, at its time, where `module` is now.
bool overlaps_another(const SiteTables& tables, const MappedModule& module) noexcept;

}  // namespace highwater::counting
