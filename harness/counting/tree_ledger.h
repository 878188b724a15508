// SPDX-License-Identifier: Apache-2.0
// The live bytes of all processes of a tree and their exact peak: what ledger.h is for the threads of a
// process. Used by the accountant of the tree, in every process whose children are followed.
//
// Each process image adds up in a slot of its own and may add bytes up to a ceiling; the ceilings never add
// up to more than the peak. Who needs more takes what nobody has been granted; when that is not enough, it
// closes all ceilings, takes out the images that are over (life.h) and, if what the others have live is above
// the peak, raises it. So a peak is never too low, and the dead are asked for only when a new peak is near.
// What others free meanwhile may be missed, and an image of which nobody can tell whether it is over may be
// counted for too long: `certain_bytes` is without both.
//
// A process may be killed at any moment, with the lock held too: then another takes the lock over, and each
// store under it leaves the rest right. A process that is stopped there is not waited for: who has waited
// long enough raises the peak to where it is too high rather than too low.
//
// Thread safety: all calls, from any thread, after start().
#pragma once

#include <cstdint>

#include "counting/life.h"
#include "counting/wire_tree.h"

namespace highwater::counting {

class TreeLedger {
 public:
  using LifeOf = Life (*)(const TreeSlot&) noexcept;

  // Counts into slots[number], which is all zero but for its life, from now on. BORROWS: tree and slots, for
  // ever.
  void start(ProcessTree* tree, TreeSlot* slots, std::uint32_t number, LifeOf life) noexcept;

  void add(std::int64_t size) noexcept {
    TreeSlot& own = slots_[number_];
    const std::int64_t allocated = own.allocated_bytes.fetch_add(size) + size;
    if (allocated - own.freed_bytes.load() > own.ceiling.load()) make_room();
  }
  void subtract(std::int64_t size) noexcept { slots_[number_].freed_bytes.fetch_add(size); }

 private:
  template <typename Visit>  // Visit(slot, number), for every living slot
  void for_each_living(Visit visit) const noexcept;
  void make_room() noexcept;
  bool lock() noexcept;
  void unlock() noexcept;
  std::int64_t granted_to_others() const noexcept;
  std::int64_t collect() noexcept;

  ProcessTree* tree_ = nullptr;
  TreeSlot* slots_ = nullptr;
  std::uint32_t number_ = 0;
  LifeOf life_ = nullptr;
};

}  // namespace highwater::counting
