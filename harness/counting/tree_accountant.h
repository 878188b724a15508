// SPDX-License-Identifier: Apache-2.0
// Which blocks a process image has live on its own account, told to the ledger of the tree. Called by
// events.cc for every event when children are followed.
//
// A forked child has its parent's blocks too, but what the two share is counted once, in the parent. So the
// child keeps a table of the blocks that are its own, and what it frees of the others changes nothing in the
// tree.
//
// Thread safety: all calls, from any thread; start() before them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "counting/reentry.h"
#include "counting/size_table.h"
#include "counting/tree_ledger.h"

namespace highwater::counting {

class TreeAccountant {
 public:
  enum class Image { kFresh, kForked };
  // Again in a forked child, which has its parent's. BORROWS: as TreeLedger::start().
  void start(ProcessTree* tree, TreeSlot* slots, std::uint32_t number, TreeLedger::LifeOf life,
             Image image) noexcept {
    ledger_.start(tree, slots, number, life);
    own_.clear();
    is_forked_ = image == Image::kForked;
    is_on_ = true;
  }
  bool is_on() const noexcept { return is_on_; }

  void allocated(const Accounting&, const void* block, std::size_t size) noexcept {
    remember(block, size);
    ledger_.add(static_cast<std::int64_t>(size));
  }

  // `block`, which is live, is about to go: whether it counts in this image. Then one of the others follows.
  bool take(const Accounting&, const void* block) noexcept {
    std::size_t size = 0;
    return !is_forked_ || own_.remove(block, &size);
  }
  void released(const Accounting&, std::size_t size) noexcept {
    ledger_.subtract(static_cast<std::int64_t>(size));
  }
  void give_back(const Accounting&, const void* block, std::size_t size) noexcept { remember(block, size); }

 private:
  void remember(const void* block, std::size_t size) noexcept {
    std::size_t replaced = 0;
    if (!is_forked_ || own_.insert(block, size, &replaced) != SizeTable::Insert::kReplaced) return;
    ledger_.subtract(static_cast<std::int64_t>(replaced));  // freed unseen
  }

  TreeLedger ledger_;
  SizeTable own_;  // in a forked child
  bool is_forked_ = false;
  bool is_on_ = false;
};

}  // namespace highwater::counting
