// SPDX-License-Identifier: Apache-2.0
// `ctest -j8`, however few processors there are, in a project whose scenarios end in every way (project/):
// each check says of its own what it says when it runs alone.
#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

// The text in `text` between `before` and `after`, which are searched from `at` on; empty if there is none.
std::string between(const std::string& text, const std::string& before, const std::string& after,
                    std::size_t at = 0) {
  const std::size_t begin = text.find(before, at);
  if (begin == std::string::npos) return {};
  const std::size_t end = text.find(after, begin + before.size());
  return text.substr(begin + before.size(), end - begin - before.size());
}

std::string measurement(const std::string& element, const std::string& name) {
  return between(element, "<Value>", "</Value>", element.find("name=\"" + name + "\""));
}

struct Outcome {
  std::string code;
  std::string numbers;  // of a scenario that was measured
  bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome, std::ostream* stream) {
  *stream << "exit code " << outcome.code << ", " << outcome.numbers;
}

// By the names of the tests, as ctest keeps it for a dashboard.
using Outcomes = std::map<std::string, Outcome>;

Outcomes outcomes_in(const std::string& xml) {
  Outcomes outcomes;
  const std::string begin = "<Test Status=\"";
  for (std::size_t at = xml.find(begin); at != std::string::npos; at = xml.find(begin, at + 1)) {
    const std::string element = xml.substr(at, xml.find("</Test>", at) - at);
    Outcome& outcome = outcomes[between(element, "<Name>", "</Name>")];
    const bool passed = element.rfind(begin + "passed", 0) == 0;
    outcome.code = passed ? "0" : measurement(element, "Exit Value");
    for (const char* metric : {"peak_bytes", "retained_bytes", "allocations"})
      if (element.find("name=\"" + std::string(metric)) != std::string::npos)
        outcome.numbers += std::string(metric) + " " + measurement(element, metric) + " ";
  }
  return outcomes;
}

class ManyAtOnce : public testing::Test {
 protected:
  ManyAtOnce() {
    project_.variable("CMAKE", HIGHWATER_TEST_CMAKE);
    project_.variable("CTEST", HIGHWATER_TEST_CTEST);
    project_.variable("STATIC_FIXTURE", HIGHWATER_TEST_STATIC_FIXTURE);
    project_.variable("MODULES", HIGHWATER_TEST_ROOT "/harness/cmake");
    project_.variable("SOURCE", HIGHWATER_TEST_ROOT "/harness/tests/load/project");
    EXPECT_THAT(project_.shell(R"(
        "$CMAKE" -S "$SOURCE" -B build -DCMAKE_BUILD_TYPE=Release -DHIGHWATER_GATE=ON \
            -DHIGHWATER_BASELINES="$PWD/baselines" -DMODULES="$MODULES" -DHIGHWATER="$HIGHWATER" \
            -DFIXTURE="$FIXTURE" -DSTATIC_FIXTURE="$STATIC_FIXTURE" &&
        touch build/go &&
        "$HIGHWATER" update --manifest build/highwater.json --runs 1 --reason "first numbers" &&
        "$CMAKE" -DCHANGED=ON build &&
        echo nonsense | tee baselines/*/unreadable.json)"),
                Succeeds());
  }

  // `before` is done in the build folder first; its end is not waited for.
  Outcomes ctest(const std::string& before, const std::string& arguments) {
    const Ran ran = project_.shell("cd build || exit 1; rm -rf Testing here.* go; " + before +
                                   " & exec \"$CTEST\" -T Test -L memory " + arguments);
    EXPECT_EQ(ran.code, 8) << ran.out << ran.err;  // some tests have failed
    for (const std::string& file : files_below(project_.path("build")))
      if (file.ends_with("/Test.xml")) return outcomes_in(project_.text(project_.path("build/" + file)));
    ADD_FAILURE() << "no Test.xml: " << ran.out << ran.err;
    return {};
  }

  Project project_;
};

TEST_F(ManyAtOnce, UnderEightJobsOfCtestEachScenarioHasItsOwnVerdict) {
  const Outcomes alone = ctest("touch go", "-j1");
  std::map<std::string, std::string> codes;
  for (const auto& [test, outcome] : alone) codes[test] = outcome.code;
  std::map<std::string, std::string> expected = {
      {"memory.counting.same/peak", "0"},     {"memory.counting.same/region", "0"},
      {"memory.counting.same/both", "0"},     {"memory.massif.same/both", "0"},
      {"memory.counting.same/threads", "0"},  {"memory.counting.less", "0"},
      {"memory.counting.more/counting", "1"}, {"memory.massif.more/massif", "1"},
      {"memory.counting.more/region", "1"},   {"memory.counting.unreadable", "2"},
      {"memory.counting.crashes", "3"},       {"memory.counting.exits", "3"},
      {"memory.counting.hangs", "3"},         {"memory.counting.added", "4"},
      {"memory.counting.static", "5"},
  };
  for (int i = 1; i <= 8; ++i) expected["memory.counting.meets/" + std::to_string(i)] = "0";
  ASSERT_EQ(codes, expected);
  EXPECT_THAT(alone.at("memory.counting.more/counting").numbers, testing::HasSubstr("peak_bytes 200000 "));

  // Eight that wait for each other: with fewer at once they would wait until they are killed.
  const std::string meet =
      "for i in $(seq 3000); do [ $(ls | grep -c '^here[.].$') -eq 8 ] && touch go && break; sleep 0.02; "
      "done";
  for (int round = 0; round < 3; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Outcomes together = ctest(meet, "-j8");
    for (const auto& [test, outcome] : alone) EXPECT_EQ(together[test], outcome) << test;
  }
}

}  // namespace
}  // namespace highwater
