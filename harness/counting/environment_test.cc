// SPDX-License-Identifier: Apache-2.0
#include "counting/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace highwater::counting {
namespace {

using testing::ElementsAre;

// An environment array as the kernel lays it out, with something behind it.
class EnvironmentTest : public testing::Test {
 protected:
  char** environment(std::vector<std::string> entries) {
    entries_ = std::move(entries);
    for (std::string& entry : entries_) pointers_.push_back(entry.data());
    pointers_.push_back(nullptr);
    pointers_.push_back(auxiliary_);
    return pointers_.data();
  }
  std::vector<std::string> now() const {
    std::vector<std::string> seen;
    for (char* const* entry = pointers_.data(); *entry != nullptr; ++entry) seen.emplace_back(*entry);
    return seen;
  }
  std::vector<std::string> entries_;
  std::vector<char*> pointers_;
  char auxiliary_[1] = {};
};

TEST_F(EnvironmentTest, AVariableIsFoundByItsWholeName) {
  char** env = environment({"AB=1", "A=2", "B="});
  EXPECT_STREQ(variable(env, "A"), "2");
  EXPECT_STREQ(variable(env, "B"), "");
  EXPECT_EQ(variable(env, "C"), nullptr);
  EXPECT_EQ(variable(nullptr, "A"), nullptr);
}

TEST_F(EnvironmentTest, RemovingLeavesTheOthersInOrderAndTheAuxiliaryVectorInPlace) {
  char** env = environment({"A=1", "X=secret", "B=2", "X=again"});
  remove_variable(env, "X");
  EXPECT_THAT(now(), ElementsAre("A=1", "B=2"));
  EXPECT_EQ(pointers_.back(), auxiliary_);
  EXPECT_EQ(entries_[1], std::string(8, '\0'));
}

TEST_F(EnvironmentTest, OurEntryOfThePreloadListGoesAndTheUsersStays) {
  remove_first_preload(environment({"A=1", "LD_PRELOAD=/ours.so:/libjemalloc.so other.so", "B=2"}));
  EXPECT_THAT(now(), ElementsAre("A=1", "LD_PRELOAD=/libjemalloc.so other.so", "B=2"));
}

TEST_F(EnvironmentTest, APreloadListWithNothingElseGoesAltogether) {
  remove_first_preload(environment({"LD_PRELOAD=/ours.so", "B=2"}));
  EXPECT_THAT(now(), ElementsAre("B=2"));
}

TEST_F(EnvironmentTest, NoPreloadListIsNoProblem) {
  remove_first_preload(environment({"B=2"}));
  EXPECT_THAT(now(), ElementsAre("B=2"));
}

}  // namespace
}  // namespace highwater::counting
