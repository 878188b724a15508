// SPDX-License-Identifier: Apache-2.0
// One process's slot of the shared memory, with room for sites, for tests of what writes and reads it. A
// child that is forked shares it.
#pragma once

#include <sys/mman.h>

#include <cstdlib>

#include "counting/wire.h"

namespace highwater::counting {

class SlotMemory {
 public:
  // Ends the test program where there is no memory: nothing could be tested.
  SlotMemory()
      : memory_(::mmap(nullptr, kSlotBytesWithSites, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
    if (memory_ == MAP_FAILED) std::abort();
  }
  ~SlotMemory() { ::munmap(memory_, kSlotBytesWithSites); }
  SlotMemory(const SlotMemory&) = delete;  // would unmap twice
  SlotMemory& operator=(const SlotMemory&) = delete;

  Process* process() const { return static_cast<Process*>(memory_); }
  SiteTables* tables() const { return site_tables_of(process()); }

  // Zeros again, as a new one.
  void clear() { ::madvise(memory_, kSlotBytesWithSites, MADV_REMOVE); }

 private:
  void* memory_;
};

}  // namespace highwater::counting
