// SPDX-License-Identifier: Apache-2.0
// An accountant and its regions over a slot of their own, fed with blocks that do not exist. For the tests of
// regions and scopes.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>

#include "counting/accountant.h"
#include "counting/regions.h"

namespace highwater::counting {

class CountedBlocks : public testing::Test {
 protected:
  CountedBlocks() {
    accountant_->start(process_.get());
    regions_->start(process_.get(), &accountant_->ledger());
  }
  // Blocks have numbers; that of each is its address in units of 32 bytes.
  void allocate(std::uintptr_t block, std::size_t size) {
    accountant_->allocated(Accounting(), reinterpret_cast<const void*>(32 * block), size);
  }
  void release(std::uintptr_t block) {
    accountant_->released(Accounting(), reinterpret_cast<const void*>(32 * block));
  }

  std::unique_ptr<Process> process_ = std::make_unique<Process>();
  std::unique_ptr<Accountant> accountant_ = std::make_unique<Accountant>();
  std::unique_ptr<Regions> regions_ = std::make_unique<Regions>();
};

}  // namespace highwater::counting
