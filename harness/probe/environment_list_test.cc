// SPDX-License-Identifier: Apache-2.0
#include "probe/environment_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::ElementsAre;

TEST(EnvironmentList, AVariableIsFoundByItsWholeName) {
  const std::vector<std::string> environment = {"AB=1", "A=2"};
  EXPECT_EQ(get_variable(environment, "A"), "2");
  EXPECT_EQ(get_variable(environment, "B"), std::nullopt);
}

TEST(EnvironmentList, SettingReplacesInPlaceOrAddsAtTheEnd) {
  std::vector<std::string> environment = {"A=1", "B=2"};
  set_variable(environment, "A", "3");
  set_variable(environment, "C", "4");
  EXPECT_THAT(environment, ElementsAre("A=3", "B=2", "C=4"));
}

TEST(EnvironmentList, OurLibraryComesBeforeTheUsersPreloads) {
  std::vector<std::string> environment = {"LD_PRELOAD=/jemalloc.so", "B=2"};
  add_preload(environment, "/ours.so");
  EXPECT_THAT(environment, ElementsAre("LD_PRELOAD=/ours.so:/jemalloc.so", "B=2"));
  environment = {"LD_PRELOAD="};
  add_preload(environment, "/ours.so");
  EXPECT_THAT(environment, ElementsAre("LD_PRELOAD=/ours.so"));
}

}  // namespace
}  // namespace highwater
