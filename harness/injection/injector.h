// SPDX-License-Identifier: Apache-2.0
// Obeys an InjectionOrder inside the measured program. The blocks come from malloc as the program would call
// it, so that what is proven is the whole way from the interposed function to the exit code. Compiled into
// the counting library and into the massif shim, which tell it of regions; it needs nothing but malloc and
// free.
//
// Each kind allocates in a function of its own, highwater_selftest_<kind>, which is what a report names as
// the site.
//
// Thread safety: start() and process_started() by one thread; the rest by any. A pass that runs beside
// another pass of its region sees that one's block, too. errno is left alone.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "injection/order.h"

namespace highwater {

class Injector {
 public:
  // A pass through a region that is under way, by its handle.
  struct Pass {
    std::atomic<bool> is_ordered;
    void* bump;
  };

  // BORROWS: passes, all zero, for ever.
  constexpr Injector(Pass* passes, std::size_t count) noexcept : passes_(passes), count_(count) {}

  void start(const InjectionOrder& order) noexcept { order_ = order; }

  // The bump of a process ends with it, in the last exit handler of all: one is registered then, and never
  // otherwise.
  void process_started() noexcept;
  // After the region was entered; after an iteration ended, but as a part of it; before the region is left.
  void entered(const char* name, int handle) noexcept;
  void iterates(int handle) noexcept;
  void leaves(int handle) noexcept;

 private:
  bool is_idle() const noexcept { return order_.kind == InjectionKind::kNone; }
  Pass* ordered_pass(int handle) noexcept;
  void begin(void** bump) noexcept;

  InjectionOrder order_{};
  Pass* passes_;
  std::size_t count_;
  std::atomic<bool> done_once_{false};
};

}  // namespace highwater
