// SPDX-License-Identifier: Apache-2.0
#include "suite/tolerance_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <utility>

#include "base/json_amount.h"
#include "base/suggest.h"
#include "base/terminal.h"

namespace highwater {
namespace {

// "64KiB 2%": an amount, a percentage, or both in any order.
Expected<DeclaredTolerance> tolerance_of_text(const JsonObject& metrics, const std::string& metric,
                                              const std::string& text) {
  DeclaredTolerance tolerance;
  bool has_amount = false;
  bool has_percent = false;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::optional<double> percent = parse_percent(word);
    const std::optional<std::int64_t> amount = parse_amount(word, counted_in(metric));
    if (percent && !std::exchange(has_percent, true)) {
      HIGHWATER_TRY_VOID(check_percent(metrics, metric, *percent));
      tolerance.relative = *percent;
    } else if (amount && !std::exchange(has_amount, true)) {
      tolerance.absolute = *amount;
    } else {
      return metrics.complain(metric, fmt::format("\"{}\" is no tolerance", printable(text)),
                              fmt::format("expected a percentage such as \"2%\", {}, or both in one text",
                                          amount_example(counted_in(metric))));
    }
  }
  if (!has_amount && !has_percent)
    return metrics.complain(metric, "empty, expected a tolerance such as \"64KiB 2%\"");
  return tolerance;
}

Expected<DeclaredTolerance> tolerance_of_parts(const JsonObject& metrics, const std::string& metric,
                                               const JsonObject& parts) {
  DeclaredTolerance tolerance;
  HIGHWATER_TRY_VOID(parts.only({"absolute", "relative"}));
  if (!parts.has("absolute") && !parts.has("relative"))
    return metrics.complain(metric, "empty, expected \"absolute\", \"relative\" or both");
  if (parts.has("absolute")) {
    HIGHWATER_TRY(tolerance.absolute, read_amount(parts, "absolute", counted_in(metric)));
    if (tolerance.absolute < 0)
      return parts.complain("absolute", fmt::format("expected 0 or more, found {}", tolerance.absolute));
  }
  if (parts.has("relative")) {
    HIGHWATER_TRY(tolerance.relative, read_fraction(parts, "relative"));
  }
  return tolerance;
}

}  // namespace

Expected<std::map<std::string, DeclaredTolerance>> read_tolerances(const JsonObject& object) {
  std::map<std::string, DeclaredTolerance> tolerances;
  HIGHWATER_TRY(const std::optional<JsonObject> metrics, object.optional_object("tolerance"));
  if (!metrics) return tolerances;
  const std::vector<std::string> known(std::begin(kMetricNames), std::end(kMetricNames));
  for (const std::string& metric : metrics->keys()) {
    if (std::find(known.begin(), known.end(), metric) == known.end()) {
      const std::optional<std::string> near = suggest(metric, known);
      return metrics->complain(metric, "unknown metric",
                               near ? fmt::format("did you mean \"{}\"?", *near)
                                    : fmt::format("known are {}", fmt::join(known, ", ")));
    }
    // In this order: a manifest that CMake wrote has objects, and an attempt that fails looks up its line.
    if (const Expected<JsonObject> parts = metrics->object(metric)) {
      HIGHWATER_TRY(tolerances[metric], tolerance_of_parts(*metrics, metric, *parts));
    } else if (const Expected<std::string> text = metrics->text(metric)) {
      HIGHWATER_TRY(tolerances[metric], tolerance_of_text(*metrics, metric, *text));
    } else {
      return tl::unexpected<Error>(parts.error());
    }
  }
  return tolerances;
}

}  // namespace highwater
