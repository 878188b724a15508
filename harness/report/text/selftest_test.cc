// SPDX-License-Identifier: Apache-2.0
#include "report/text/selftest.h"

#include <gtest/gtest.h>

#include "report/json/selftest.h"

namespace highwater {
namespace {

InjectionCase bump(std::int64_t above) {
  InjectionCase entry;
  entry.scenario = "a/b";
  entry.kind = InjectionKind::kPeakBump;
  ProvenMetric peak;
  peak.plain = 5000;
  peak.limit = 6024;
  peak.above = 1025;
  peak.within = 1024;
  peak.now_above = above;
  peak.now_within = 6024;
  peak.tripped = above > peak.limit;
  peak.held = true;
  entry.metrics = {peak};
  conclude(entry);
  return entry;
}

TEST(TextSelftest, HasALineAScenarioAndProbeAndACountOfWhatIsProven) {
  SelftestReport report;
  report.cases = {bump(6025)};
  EXPECT_EQ(render_selftest(report, false),
            "scenario  probe     peak bump      retained leak  iteration leak  allocation burst\n"
            "a/b       counting  tripped, held  -              -               -\n"
            "\n"
            "1 injections: 1 proven\n");
}

TEST(TextSelftest, ShowsTheNumbersOfWhatIsNotProven) {
  SelftestReport report;
  report.cases = {bump(5000)};
  EXPECT_EQ(render_selftest(report, false),
            "scenario  probe     peak bump   retained leak  iteration leak  allocation burst\n"
            "a/b       counting  NOT PROVEN  -              -               -\n"
            "\n"
            "FAIL  a/b (counting): peak bump\n"
            "      the probe is blind to peak_bytes: 1025 bytes injected, 0 bytes seen\n"
            "      metric      plain  limit  injected  measured  verdict\n"
            "      peak_bytes  5,000  6,024     1,025     5,000  DID NOT TRIP\n"
            "                                   1,024     6,024  held\n"
            "\n"
            "1 injections: 0 proven, 1 NOT PROVEN\n");
}

TEST(TextSelftest, ShowsWhatCouldNotBeTested) {
  SelftestReport report;
  report.errors = {{ExitStatus::kBaseline, "no baseline for \"a/b\"", "make one"}};
  EXPECT_EQ(render_selftest(report, false),
            "FAIL  no baseline for \"a/b\"\n"
            "      hint: make one\n"
            "\n"
            "0 injections: 0 proven; 1 not tested\n");
}

TEST(JsonSelftest, HasEveryNumber) {
  SelftestReport report;
  report.cases = {bump(6025)};
  EXPECT_EQ(to_json(report), R"({
  "schema": 1,
  "injections": [
    {
      "scenario": "a/b",
      "probe": "counting",
      "injection": "peak bump",
      "proven": true,
      "not_applicable": null,
      "explained": null,
      "metrics": [
        {
          "metric": "peak_bytes",
          "plain": 5000,
          "limit": 6024,
          "above": {
            "injected": 1025,
            "measured": 6025,
            "tripped": true
          },
          "within": {
            "injected": 1024,
            "measured": 6024,
            "held": true
          }
        }
      ],
      "problems": [],
      "notes": []
    }
  ],
  "errors": []
}
)");
}

}  // namespace
}  // namespace highwater
