// SPDX-License-Identifier: Apache-2.0
// There is no one standard. What is written is the part that the readers have in common, in the order that
// the strictest schema wants: properties stand in the suite, because many readers know none of a test case.
#include "report/ci/junit.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/printable.h"
#include "compare/gated_numbers.h"
#include "compare/trend.h"
#include "report/check_words.h"
#include "report/ci/xml_escape.h"
#include "report/metric_words.h"
#include "report/shell_word.h"
#include "report/shortened_text.h"
#include "report/waiver_words.h"

namespace highwater {
namespace {

constexpr std::size_t kFailureFunctions = 6;
constexpr std::size_t kSites = 20;
constexpr std::size_t kMessageCharacters = 1000;  // readers show it as a headline

enum class Result { kPassed, kSkipped, kFailed, kError };

struct TestCase {
  std::string class_name;
  std::string name;
  std::chrono::milliseconds elapsed{0};
  Result result = Result::kPassed;
  std::string type;     // of a failure or an error
  std::string message;  // one line
  std::string body;
  std::string output;
};

struct Suite {
  std::string name;
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<TestCase> cases;
};

struct Totals {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  std::chrono::milliseconds elapsed{0};

  void add(const TestCase& test) {
    ++tests;
    failures += test.result == Result::kFailed ? 1 : 0;
    errors += test.result == Result::kError ? 1 : 0;
    skipped += test.result == Result::kSkipped ? 1 : 0;
    elapsed += test.elapsed;
  }
};

std::string explained(const Explanation& explanation) {
  std::string text = describe_subject(explanation) + ":\n";
  const std::size_t shown = std::min(explanation.sites.size(), kSites);
  for (std::size_t i = 0; i < shown; ++i) {
    const SiteDifference& site = explanation.sites[i];
    text += fmt::format("  {:>14}  {:<6}  {}", format_difference(explanation.metric, site.difference()),
                        name_of(site.change), chain_start(site.chain, kFailureFunctions));
    const std::string place = describe_place(site, "");
    text += place.empty() ? "\n" : "  " + place + "\n";
    const std::string former = describe_former(site, kFailureFunctions);
    if (!former.empty()) text += fmt::format("{}{}\n", std::string(26, ' '), former);
  }
  for (const Remainder& row : remainders_of(explanation, shown))
    text += fmt::format("  {:>14}          {}\n", format_difference(explanation.metric, row.difference),
                        row.name);
  text +=
      fmt::format("  {:>14}          TOTAL\n",
                  format_difference(explanation.metric, difference_of(explanation.before, explanation.now)));
  for (const std::string& hint : explanation.hints) text += "hint: " + hint + "\n";
  return text;
}

// The deciding numbers, the culprit of the first of them, and below that all that is known.
void describe_failure(TestCase& test, const ScenarioIndex& index, const CheckOutcome& outcome) {
  const std::vector<const MetricComparison*> metrics = deciding_metrics(*outcome.comparison);
  const std::vector<Explanation>& explanations = index.explanations_of(outcome);
  test.result = Result::kFailed;
  test.type = name_of(outcome.comparison->worst);
  const std::vector<std::string> scaling = deciding_scaling(*outcome.comparison);
  test.message = !metrics.empty() ? describe_metric(*metrics[0]) : !scaling.empty() ? scaling[0] : test.type;
  const SiteDifference* culprit = explanations.empty() ? nullptr : first_growing(explanations[0]);
  if (culprit != nullptr) {
    const std::string place = describe_place(*culprit, "");
    test.message += fmt::format(
        "; {} {} {}{}", format_difference(explanations[0].metric, culprit->difference()),
        name_of(culprit->change), chain_start(culprit->chain, 3), place.empty() ? "" : " (" + place + ")");
  }
  test.body = fmt::format("{}\n", describe_region(outcome.comparison->region));
  for (const MetricComparison* compared : metrics) test.body += describe_metric(*compared) + "\n";
  for (const std::string& line : scaling) test.body += line + "\n";
  for (const std::string& line : waiver_lines(outcome)) test.body += line + "\n";
  for (const Explanation& explanation : explanations) test.body += explained(explanation);
  for (const std::string& hint : outcome.hints) test.body += "hint: " + hint + "\n";
  if (outcome.comparison->worst != Verdict::kUnusedWaiver)
    test.body += fmt::format("accept: highwater update {} --reason \"…\"\n", shell_word(outcome.scenario));
}

std::string type_of(ExitStatus status) {
  switch (status) {
    case ExitStatus::kScenario:
      return "scenario";
    case ExitStatus::kBaseline:
      return "baseline";
    case ExitStatus::kProbe:
      return "probe";
    case ExitStatus::kInterrupted:
      return "interrupted";
    default:
      return "error";
  }
}

void describe_error(TestCase& test, const Error& error) {
  test.result = Result::kError;
  test.type = type_of(error.status);
  test.message = error.what;
  test.body = error.what + "\n";
  if (!error.hint.empty()) test.body += "hint: " + error.hint + "\n";
}

std::string numbers_of(const CheckOutcome& outcome) {
  std::string text;
  if (outcome.comparison) {
    for (const MetricComparison& compared : outcome.comparison->metrics)
      text += fmt::format("{} {} (baseline {}, limit {}): {}\n", name_of(compared.metric), compared.now,
                          compared.baseline, compared.is_gated ? std::to_string(compared.limit) : "none",
                          compared.is_gated ? name_of(compared.verdict) : "not gated: NOISY");
    for (const ScalingComparison& compared : outcome.comparison->scaling)
      text += fmt::format("{}: {}\n", describe(compared), name_of(compared.verdict));
  } else if (outcome.measurement) {
    for (const Metric metric : kCountedMetrics)
      text += fmt::format("{} {}\n", name_of(metric), value_of(outcome.measurement->metrics, metric));
  }
  if (outcome.measurement)
    for (const std::string& warning : outcome.measurement->warnings) text += "warning: " + warning + "\n";
  for (const std::string& line : waiver_lines(outcome)) text += "waiver: " + line + "\n";
  for (const std::string& note : outcome.notes) text += "note: " + note + "\n";
  if (!outcome.output.empty()) text += "the scenario printed last:\n" + outcome.output + "\n";
  return text;
}

TestCase case_of(const ScenarioIndex& index, const CheckOutcome& outcome, Improvements improvements) {
  TestCase test;
  test.class_name = "memory." + outcome.scenario;
  test.name = name_of(outcome.probe);
  const std::string profile = profile_of(outcome);
  if (!profile.empty()) test.name += " (" + profile + ")";
  test.elapsed = outcome.elapsed;
  test.output = numbers_of(outcome);
  if (held_to_nothing(outcome)) {
    test.result = Result::kSkipped;
    test.message = "measured, and held to no baseline";
  } else if (!outcome.comparison) {
    describe_error(test, reason_of(outcome));
  } else if (fails(outcome, improvements)) {
    describe_failure(test, index, outcome);
  } else if (is_waived(outcome)) {
    // The one result that is neither a pass nor a failure.
    test.result = Result::kSkipped;
    test.message = fmt::format("{}", fmt::join(waiver_lines(outcome), "; "));
  }
  return test;
}

void add_properties(Suite& suite, const CheckOutcome& outcome) {
  for (const Metric metric : kGatedMetrics) {
    const MetricComparison* compared =
        outcome.comparison ? find_metric(*outcome.comparison, metric) : nullptr;
    if (compared != nullptr) {
      suite.properties.emplace_back(fmt::format("{}.{}", name_of(outcome.probe), name_of(metric)),
                                    std::to_string(compared->now));
    } else if (outcome.measurement && !outcome.comparison && has(outcome.measurement->metrics, metric)) {
      suite.properties.emplace_back(fmt::format("{}.{}", name_of(outcome.probe), name_of(metric)),
                                    std::to_string(value_of(outcome.measurement->metrics, metric)));
    }
  }
}

// In order of first appearance.
std::vector<Suite> suites_of(const CheckReport& report, Improvements improvements) {
  std::vector<Suite> suites;
  const ScenarioIndex index(report);
  std::map<std::pair<std::string, std::string>, std::size_t> known;
  std::set<std::pair<std::string, std::string>> names;
  for (const CheckOutcome& outcome : report.outcomes) {
    const std::string profile = profile_of(outcome);
    const auto [place, is_new] = known.try_emplace({outcome.scenario, profile}, suites.size());
    if (is_new) {
      suites.push_back({.name = outcome.scenario, .properties = {}, .cases = {}});
      if (!profile.empty()) suites.back().properties.emplace_back("profile", profile);
    }
    Suite& suite = suites[place->second];
    TestCase test = case_of(index, outcome, improvements);
    // Readers take what has the same name for the same test.
    const std::string name = test.name;
    for (int i = 2; !names.emplace(test.class_name, test.name).second; ++i)
      test.name = fmt::format("{} #{}", name, i);
    add_properties(suite, outcome);
    suite.cases.push_back(std::move(test));
  }
  if (!report.errors.empty()) suites.push_back({.name = "baselines", .properties = {}, .cases = {}});
  for (const Error& error : report.errors) {
    TestCase test;
    test.class_name = "memory.baselines";
    test.name = shortened_text(printable(error.what), kMessageCharacters);
    describe_error(test, error);
    suites.back().cases.push_back(std::move(test));
  }
  return suites;
}

std::string attribute(const char* name, const std::string& value) {
  return fmt::format(" {}=\"{}\"", name, xml_escape(printable(value)));
}

std::string element(const char* name, const std::string& attributes, const std::string& text) {
  return fmt::format("      <{}{}>{}</{}>\n", name, attributes, xml_escape(printable(text, Newlines::kKeep)),
                     name);
}

std::string seconds(std::chrono::milliseconds elapsed) {
  return fmt::format("{}.{:03}", elapsed.count() / 1000, elapsed.count() % 1000);
}

std::string counts(const Totals& totals) {
  return fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"{}\"", totals.tests, totals.failures,
                     totals.errors);
}

std::string render(const TestCase& test) {
  std::string text = fmt::format("    <testcase{}{} time=\"{}\">\n", attribute("classname", test.class_name),
                                 attribute("name", test.name), seconds(test.elapsed));
  const std::string why = attribute("message", shortened_text(printable(test.message), kMessageCharacters));
  if (test.result == Result::kSkipped) text += fmt::format("      <skipped{}/>\n", why);
  if (test.result == Result::kFailed)
    text += element("failure", attribute("type", test.type) + why, test.body);
  if (test.result == Result::kError) text += element("error", attribute("type", test.type) + why, test.body);
  if (!test.output.empty()) text += element("system-out", "", test.output);
  return text + "    </testcase>\n";
}

std::string render(const Suite& suite) {
  Totals totals;
  for (const TestCase& test : suite.cases) totals.add(test);
  std::string text =
      fmt::format("  <testsuite{}{} skipped=\"{}\" time=\"{}\">\n", attribute("name", suite.name),
                  counts(totals), totals.skipped, seconds(totals.elapsed));
  if (!suite.properties.empty()) {
    text += "    <properties>\n";
    for (const auto& [name, value] : suite.properties)
      text += fmt::format("      <property{}{}/>\n", attribute("name", name), attribute("value", value));
    text += "    </properties>\n";
  }
  for (const TestCase& test : suite.cases) text += render(test);
  return text + "  </testsuite>\n";
}

}  // namespace

std::string render_junit(const CheckReport& report, Improvements improvements) {
  const std::vector<Suite> suites = suites_of(report, improvements);
  Totals totals;
  std::string body;
  for (const Suite& suite : suites) {
    for (const TestCase& test : suite.cases) totals.add(test);
    body += render(suite);
  }
  return fmt::format(
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"highwater\"{} time=\"{}\">\n",
             counts(totals), seconds(totals.elapsed)) +
         body + "</testsuites>\n";
}

}  // namespace highwater
