// SPDX-License-Identifier: Apache-2.0
#include "counting/size_table.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace highwater::counting {
namespace {

const void* fake(std::uintptr_t address) {
  return reinterpret_cast<const void*>(address);
}

class SizeTableTest : public testing::Test {
 protected:
  std::unique_ptr<SizeTable> table_ = std::make_unique<SizeTable>();
};

TEST_F(SizeTableTest, WhatIsInsertedIsRemovedOnce) {
  std::size_t size = 0;
  EXPECT_EQ(table_->insert(fake(0x1000), 64, &size), SizeTable::Insert::kNew);
  EXPECT_TRUE(table_->remove(fake(0x1000), &size));
  EXPECT_EQ(size, 64u);
  EXPECT_FALSE(table_->remove(fake(0x1000), &size));
}

TEST_F(SizeTableTest, AnUnknownAddressIsNotThere) {
  std::size_t size = 7;
  EXPECT_FALSE(table_->remove(fake(0x1000), &size));
  EXPECT_EQ(size, 7u);
}

TEST_F(SizeTableTest, AnAddressThatComesAgainReplacesAndTellsTheOldSize) {
  std::size_t size = 0;
  table_->insert(fake(0x1000), 64, &size);
  EXPECT_EQ(table_->insert(fake(0x1000), 32, &size), SizeTable::Insert::kReplaced);
  EXPECT_EQ(size, 64u);
  EXPECT_TRUE(table_->remove(fake(0x1000), &size));
  EXPECT_EQ(size, 32u);
}

TEST_F(SizeTableTest, SizesBeyondFourGibibytesAreKept) {
  std::size_t size = 0;
  table_->insert(fake(0x1000), std::size_t{1} << 47, &size);
  EXPECT_TRUE(table_->remove(fake(0x1000), &size));
  EXPECT_EQ(size, std::size_t{1} << 47);
}

// Dense neighbourhoods make long probe sequences, in which a removal that left a hole would lose what lies
// behind it.
TEST_F(SizeTableTest, AgreesWithAMapOverRandomOperations) {
  std::mt19937_64 random(301);
  std::map<std::uintptr_t, std::size_t> model;
  for (int step = 0; step < 300000; ++step) {
    const std::uintptr_t address = 0x7f0000000000 + 16 * (random() % 20000);
    std::size_t size = 0;
    if (random() % 2 == 0) {
      const std::size_t wanted = random() % 1000;
      const bool known = model.count(address) != 0;
      EXPECT_EQ(table_->insert(fake(address), wanted, &size) == SizeTable::Insert::kReplaced, known);
      if (known) {
        EXPECT_EQ(size, model[address]);
      }
      model[address] = wanted;
    } else {
      const auto found = model.find(address);
      EXPECT_EQ(table_->remove(fake(address), &size), found != model.end());
      if (found == model.end()) continue;
      EXPECT_EQ(size, found->second);
      model.erase(found);
    }
  }
  for (const auto& [address, expected] : model) {
    std::size_t size = 0;
    EXPECT_TRUE(table_->remove(fake(address), &size));
    EXPECT_EQ(size, expected);
  }
}

TEST_F(SizeTableTest, ThreadsDoNotDisturbEachOther) {
  std::vector<std::thread> threads;
  for (std::uintptr_t thread = 1; thread <= 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (std::uintptr_t round = 0; round < 20; ++round) {
        for (std::uintptr_t i = 0; i < 500; ++i) {
          std::size_t size = 0;
          EXPECT_EQ(table_->insert(fake((thread << 32) + 16 * i), thread * i, &size),
                    SizeTable::Insert::kNew);
        }
        for (std::uintptr_t i = 0; i < 500; ++i) {
          std::size_t size = 0;
          EXPECT_TRUE(table_->remove(fake((thread << 32) + 16 * i), &size));
          EXPECT_EQ(size, thread * i);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(SizeTableTest, ClearedItIsEmptyAndGoesOn) {
  std::size_t size = 0;
  for (std::uintptr_t i = 1; i <= 5000; ++i) table_->insert(fake(16 * i), i, &size);
  table_->clear();
  for (std::uintptr_t i = 1; i <= 5000; ++i) EXPECT_FALSE(table_->remove(fake(16 * i), &size));
  EXPECT_EQ(table_->insert(fake(16), 7, &size), SizeTable::Insert::kNew);
  table_->forget_locks();
  EXPECT_TRUE(table_->remove(fake(16), &size));
  EXPECT_EQ(size, 7u);
}

}  // namespace
}  // namespace highwater::counting
