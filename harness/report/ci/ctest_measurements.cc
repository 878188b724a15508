// SPDX-License-Identifier: Apache-2.0
#include "report/ci/ctest_measurements.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "base/printable.h"
#include "compare/gated_numbers.h"
#include "report/check_words.h"
#include "report/ci/xml_escape.h"
#include "report/waiver_words.h"

namespace highwater {
namespace {

constexpr Metric kMeasured[] = {Metric::kPeakBytes, Metric::kRetainedBytes, Metric::kAllocations};

// Of what is gated. A scenario that failed has numbers up to some point, which would spoil a plot.
std::optional<std::int64_t> number_of(const CheckOutcome& outcome, Metric metric) {
  if (outcome.comparison) {
    const MetricComparison* compared = find_metric(*outcome.comparison, metric);
    return compared == nullptr ? std::nullopt : std::optional(compared->now);
  }
  if (!outcome.measurement || (outcome.error && outcome.error->status != ExitStatus::kBaseline))
    return std::nullopt;
  const Expected<GatedNumbers> numbers = gated_numbers(*outcome.measurement, outcome.region);
  return numbers ? std::optional(value_of(numbers->metrics, metric)) : std::nullopt;
}

}  // namespace

std::string render_ctest_measurements(const CheckReport& report, const std::string& html_path) {
  std::string text;
  for (const CheckOutcome& outcome : report.outcomes) {
    const std::string prefix =
        report.outcomes.size() == 1 ? "" : fmt::format("{} {} ", outcome.scenario, name_of(outcome.probe));
    for (const Metric metric : kMeasured)
      if (const std::optional<std::int64_t> number = number_of(outcome, metric))
        text += fmt::format("<CTestMeasurement type=\"numeric/double\" name=\"{}\">{}</CTestMeasurement>\n",
                            xml_escape(printable(prefix + name_of(metric))), *number);
    if (is_waived(outcome))
      text += fmt::format("<CTestMeasurement type=\"text/string\" name=\"{}\">{}</CTestMeasurement>\n",
                          xml_escape(printable(prefix + "waived")),
                          xml_escape(printable(fmt::format("{}", fmt::join(waiver_lines(outcome), "; ")))));
  }
  if (!html_path.empty())
    text += fmt::format("<CTestMeasurementFile type=\"file\" name=\"report\">{}</CTestMeasurementFile>\n",
                        xml_escape(printable(html_path)));
  return text;
}

std::string without_ctest_measurements(std::string text) {
  for (const char* word : {"CTestMeasurement", "DartMeasurement"})
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at))
      text.insert(at += 4, "-");
  return text;
}

}  // namespace highwater
