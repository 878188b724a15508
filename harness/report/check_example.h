// SPDX-License-Identifier: Apache-2.0
// A check with one of everything, for the tests of the renderers.
#pragma once

#include <string>
#include <string_view>

#include "compare/outcome.h"

namespace highwater {

constexpr const char* kExampleProfile = "linux-x86_64-gnu12-release";

inline MetricComparison example_metric(Metric metric, std::int64_t baseline, std::int64_t now,
                                       Verdict verdict) {
  return {.metric = metric,
          .baseline = baseline,
          .now = now,
          .allowance = 1024,
          .limit = baseline + 1024,
          .verdict = verdict};
}

// The peak moves from `baseline` to `now` bytes; 2,048 bytes and 7 allocations stay.
inline CheckOutcome example_outcome(const std::string& scenario, std::int64_t baseline, std::int64_t now,
                                    Verdict verdict) {
  CheckOutcome outcome;
  outcome.scenario = scenario;
  outcome.elapsed = std::chrono::milliseconds(1250);
  outcome.measurement = Measurement{};
  outcome.measurement->scenario = scenario;
  outcome.measurement->context.profile = kExampleProfile;
  outcome.baseline = Baseline{};
  outcome.comparison =
      Comparison{.region = "download",
                 .metrics = {example_metric(Metric::kPeakBytes, baseline, now, verdict),
                             example_metric(Metric::kRetainedBytes, 2048, 2048, Verdict::kPass),
                             example_metric(Metric::kAllocations, 7, 7, Verdict::kPass)},
                 .worst = verdict};
  return outcome;
}

// From 8 KiB to 12 KiB: 5 KiB more here, 1 KiB less there.
inline Explanation example_explanation() {
  Explanation explanation;
  explanation.metric = Metric::kPeakBytes;
  explanation.before = 8192;
  explanation.now = 12288;
  explanation.sites = {{.change = SiteChange::kGrew,
                        .before = 3072,
                        .now = 8192,
                        .chain = {"ByteBuffer::grow", "fetch_image", "download_batch", "main"},
                        .chain_before = {},
                        .file = "/src/project/scenarios/growing_buffer.cc",
                        .line = 31},
                       {.change = SiteChange::kShrank,
                        .before = 2048,
                        .now = 1024,
                        .chain = {"Index::load"},
                        .chain_before = {},
                        .file = "",
                        .line = 0}};
  explanation.hints = {"ByteBuffer::grow doubles: create the buffer in its final size"};
  return explanation;
}

inline CheckOutcome example_regression() {
  CheckOutcome outcome = example_outcome("batch_download/trimmed", 8192, 12288, Verdict::kRegression);
  outcome.explanations = {example_explanation()};
  return outcome;
}

inline CheckOutcome example_error(const std::string& scenario, ExitStatus status, const std::string& what,
                                  const std::string& hint) {
  CheckOutcome outcome;
  outcome.scenario = scenario;
  outcome.error = Error{status, what, hint};
  return outcome;
}

// A regression under both probes, of which one has sites; an improvement; a pass; a scenario that failed; one
// without a baseline; a measurement that nobody compared; and an orphan.
inline CheckReport example_report() {
  CheckReport report;
  report.outcomes.push_back(example_regression());
  report.outcomes.push_back(example_regression());
  report.outcomes.back().probe = ProbeKind::kMassif;
  report.outcomes.back().explanations.clear();
  report.outcomes.push_back(example_outcome("a/better", 8192, 1024, Verdict::kImprovement));
  report.outcomes.push_back(example_outcome("a/same", 8192, 8192, Verdict::kPass));
  report.outcomes.push_back(example_error("a/crash", ExitStatus::kScenario,
                                          "a/crash (counting): the scenario failed: signal 11 (SIGSEGV)",
                                          "run it by itself"));
  report.outcomes.back().output = "loading\nsegmentation <fault>\n";
  report.outcomes.push_back(example_error("a/new", ExitStatus::kBaseline, "a/new: no baseline", "update it"));
  CheckOutcome measured;
  measured.scenario = "./program";
  measured.measurement = Measurement{};
  measured.measurement->metrics.peak_bytes = 4096;
  report.outcomes.push_back(measured);
  report.errors = {{ExitStatus::kBaseline, "baselines/gone.json: no such scenario", "delete it"}};
  return report;
}

// Everything that could break a format, in a name.
inline constexpr char kHostileName[] =
    "a|b`c``d<script>alert(1)</script>&amp;\"'@octocat #1 ]]><!--\n## x\r\n::error::y%0A,z:\x1b[31m\xff\xfe"
    "\xe2\x80\xae![i](http://x.y)www.x.y$x$</details>*_~~s~~##[stop-commands]q##vso[x]\xc2\x9b"
    "m";

// Is there a line that a CI system obeys, were this its log? Blanks in front do not keep it from that.
inline bool has_command(std::string_view text) {
  for (std::size_t at = text.find("::"); at != std::string_view::npos; at = text.find("::", at + 2)) {
    const std::size_t before = text.substr(0, at).find_last_not_of(" \t");
    if (before == std::string_view::npos || text[before] == '\n' || text[before] == '\r') return true;
  }
  return false;
}

// That name wherever there is one.
inline CheckReport hostile_report() {
  CheckReport report = example_report();
  for (CheckOutcome& outcome : report.outcomes) {
    outcome.scenario = kHostileName;
    outcome.output = kHostileName;
    outcome.notes = {kHostileName};
    if (outcome.error) outcome.error = Error{outcome.error->status, kHostileName, kHostileName};
    if (outcome.comparison) outcome.comparison->region = kHostileName;
    if (outcome.measurement) {
      outcome.measurement->context.profile = kHostileName;
      outcome.measurement->warnings = {kHostileName};
    }
    for (Explanation& explanation : outcome.explanations) {
      explanation.hints = {kHostileName};
      for (SiteDifference& site : explanation.sites) {
        site.chain = {kHostileName, kHostileName};
        site.file = kHostileName;
      }
    }
  }
  report.errors = {{ExitStatus::kBaseline, kHostileName, kHostileName}};
  return report;
}

}  // namespace highwater
