// SPDX-License-Identifier: Apache-2.0
#include "report/text/tests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/json/tests.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

Measurement of_bytes(std::int64_t bytes, int exit_code = 0) {
  Measurement measurement;
  measurement.end.code = exit_code;
  measurement.metrics.peak_bytes = measurement.peak_upper_bytes = 2 * bytes;
  measurement.metrics.retained_bytes = bytes;
  measurement.metrics.retained_blocks = 1;
  measurement.metrics.allocations = 3;
  measurement.metrics.allocated_bytes = 3 * bytes;
  return measurement;
}

TestRuns two_tests() {
  TestRuns runs;
  runs.command = {"./my_tests", "--fast"};
  runs.no_test = of_bytes(100);
  runs.tests = {{"Cache.Fills", of_bytes(5000)}, {"Cache.Breaks", of_bytes(70, 1)}};
  return runs;
}

TEST(TextTests, HasARowForEachTest) {
  EXPECT_EQ(render_tests(two_tests(), false),
            "highwater: ./my_tests --fast (counting), 2 tests, each in a process of its own\n"
            "  test            peak  retained  in blocks  allocations  of bytes\n"
            "  (none)           200       100          1            3       300\n"
            "  Cache.Fills   10,000     5,000          1            3    15,000\n"
            "  Cache.Breaks     140        70          1            3       210  failed\n"
            "  (none) is what the program and its test framework allocate without any test, in every row\n");
}

TEST(TextTests, SaysWhatIsUncertainAndWarnsOnce) {
  TestRuns runs = two_tests();
  for (TestRun& test : runs.tests) test.measurement.warnings = {"mind the gap"};
  runs.tests[0].measurement.peak_upper_bytes += 64;
  const std::string text = render_tests(runs, false);
  EXPECT_THAT(text, HasSubstr("  peaks are exact within 64 B (threads)\n  note: mind the gap\n"));
  EXPECT_THAT(text, Not(HasSubstr("note: mind the gap\n  note")));
}

// Names come from the program.
TEST(TextTests, ShowsControlCharacters) {
  TestRuns runs = two_tests();
  runs.tests[0].name = "A.\x1b[31m";
  EXPECT_THAT(render_tests(runs, false), HasSubstr("A.\\x1b[31m"));
}

TEST(JsonTests, HasEveryTestsNumbers) {
  const std::string json = to_json(two_tests());
  EXPECT_THAT(json, HasSubstr(R"(    {
      "name": "Cache.Breaks",
      "exit": {
        "code": 1
      },
      "metrics": {
        "peak_bytes": 140,)"));
  EXPECT_THAT(json, HasSubstr(R"("no_test": {)"));
}

}  // namespace
}  // namespace highwater
