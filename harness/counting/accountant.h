// SPDX-License-Identifier: Apache-2.0
// Counts: told of every allocation and release, keeps the numbers in the shared Process. It never allocates,
// never calls the allocator and never looks behind a pointer, so its tests use made-up ones. Called by
// runtime.cc.
//
// Thread safety: all calls, from any thread. Peak: live bytes are one atomic counter; every addition returns
// a point of its modification order, and the peak is the largest of them (as in glibc's memusage). An
// allocation is counted before its call returns; one that is under way at a region's boundary counts on
// either side of it.
#pragma once

#include <cstddef>

#include "counting/reentry.h"
#include "counting/size_table.h"
#include "counting/wire.h"

namespace highwater::counting {

class Accountant {
 public:
  // Counts into `process` from now on. BORROWS: process, for ever.
  void start(Process* process) noexcept { process_ = process; }

  // A block of `size` bytes was allocated at `address`, which is not null.
  void allocated(const Accounting&, const void* address, std::size_t size) noexcept;

  // `address` is about to be freed. To be called before the real free, after which another thread may be
  // given the address. Unknown addresses are counted as foreign and otherwise ignored.
  void released(const Accounting&, const void* address) noexcept;

  // realloc is one event with the net difference. `take` before the real call, then one of the other two.
  // After a failed realloc the old block lives on, so nothing has happened.
  struct Taken {
    std::size_t size = 0;
    bool known = false;
  };
  Taken take(const Accounting&, const void* address) noexcept;
  void reallocated(const Accounting&, Taken old, const void* address, std::size_t size) noexcept;
  void give_back(const Accounting&, Taken old, const void* address) noexcept;
  void release_taken(const Accounting&, Taken old) noexcept;  // realloc(p, 0) freed it

  // An allocation that cannot be recorded because it interrupted a recording.
  void untracked(std::size_t size) noexcept;

 private:
  void enter(const void* address, std::size_t size) noexcept;
  void raise_live(std::int64_t bytes) noexcept;
  void count_allocation(std::size_t size) noexcept;

  Process* process_ = nullptr;
  SizeTable table_;
};

}  // namespace highwater::counting
