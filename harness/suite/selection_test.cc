// SPDX-License-Identifier: Apache-2.0
#include "suite/selection.h"

#include <gtest/gtest.h>

#include "base/error_printer.h"

namespace highwater {
namespace {

Manifest manifest_of(const std::vector<std::string>& names) {
  Manifest manifest;
  manifest.path = "m.json";
  for (const std::string& name : names) {
    manifest.scenarios.emplace_back();
    manifest.scenarios.back().name = name;
  }
  return manifest;
}

class SelectionTest : public testing::Test {
 protected:
  std::vector<std::string> selected(const std::vector<std::string>& names) const {
    std::vector<std::string> found;
    const Expected<std::vector<const Scenario*>> scenarios = select(manifest_, names);
    if (!scenarios) return {scenarios.error().what};
    for (const Scenario* scenario : *scenarios) found.push_back(scenario->name);
    return found;
  }
  using Names = std::vector<std::string>;
  Manifest manifest_ = manifest_of({"download/b", "download/a", "read/lines", "downloads", "read", "x/y/z"});
};

TEST_F(SelectionTest, NoNamesMeanAllScenarios) {
  EXPECT_EQ(selected({}).size(), 6u);
}

TEST_F(SelectionTest, TheOrderIsTheManifestsAndDuplicatesCollapse) {
  EXPECT_EQ(selected({"read", "download/a", "download/b", "download/a"}),
            (Names{"download/b", "download/a", "read"}));
}

TEST_F(SelectionTest, AFamilyMeansAllItsScenarios) {
  EXPECT_EQ(selected({"download"}), (Names{"download/b", "download/a"}));
  EXPECT_EQ(selected({"download/", "download/a"}), (Names{"download/b", "download/a"}));
  EXPECT_EQ(selected({"x"}), (Names{"x/y/z"}));
  EXPECT_EQ(selected({"x/y"}), (Names{"x/y/z"}));
}

TEST_F(SelectionTest, AScenarioComesBeforeTheFamilyOfItsName) {
  EXPECT_EQ(selected({"read"}), (Names{"read"}));
  EXPECT_EQ(selected({"read/"}), (Names{"read/lines"}));
}

TEST_F(SelectionTest, AnUnknownNameIsAnErrorWithASuggestion) {
  EXPECT_EQ(select(manifest_, {"read", "downlaod/a"}).error(),
            (Error{ExitStatus::kUsage, "m.json: there is no scenario \"downlaod/a\"",
                   "did you mean \"download/a\"?"}));
  EXPECT_EQ(select(manifest_, {"downloda"}).error().hint, "did you mean \"download\"?");
  EXPECT_EQ(select(manifest_, {"nothing like it"}).error(),
            (Error{ExitStatus::kUsage, "m.json: there is no scenario \"nothing like it\"",
                   "`highwater list` shows all there are"}));
  for (const char* name : {"", "/", "down", "download/a/", "download//a"})
    EXPECT_FALSE(select(manifest_, {name}));
}

TEST_F(SelectionTest, NothingSelectedIsNeverASuccess) {
  EXPECT_EQ(select(manifest_of({}), {}).error(),
            (Error{ExitStatus::kUsage, "m.json: no scenario is selected", ""}));
}

}  // namespace
}  // namespace highwater
