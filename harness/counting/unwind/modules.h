// SPDX-License-Identifier: Apache-2.0
// The ELF files that stacks go through: found by an address, recorded once in the shared memory. Used by the
// unwinder for an address that the cache does not know.
#pragma once

#include <cstdint>

#include "counting/unwind/cfi.h"
#include "counting/wire_sites.h"

namespace highwater::counting {

struct MappedModule {
  std::uintptr_t load_bias = 0;
  std::uintptr_t start = 0;
  std::uintptr_t end = 0;
  const char* path = nullptr;  // BORROWS from the loader, while the file is loaded
  EhFrame eh_frame;
  const std::uint8_t* build_id = nullptr;  // in the mapped file
  std::uint32_t build_id_bytes = 0;
};

// The file that `pc` lies in. Asks the loader without a lock; always false before glibc 2.35, which has no
// way to ask so. REQUIRES: the file stays loaded meanwhile, as it does with a frame of it on the stack.
bool find_module(std::uintptr_t pc, MappedModule* module) noexcept;

// Index in `tables` of `module`, which is added when it is not there: a file that comes back to its old place
// is the same if path and build id are. kNoModule when the table is full. A path that is too long is cut.
// One thread at a time.
std::uint32_t record_module(SiteTables* tables, const MappedModule& module) noexcept;

}  // namespace highwater::counting
