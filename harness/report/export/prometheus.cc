// SPDX-License-Identifier: Apache-2.0
// https://prometheus.io/docs/instrumenting/exposition_formats/: the lines of a metric stand together, behind
// its HELP and its TYPE.
#include "report/export/prometheus.h"

#include <fmt/format.h>

#include <iterator>

#include "base/terminal.h"

namespace highwater {
namespace {

using Value = std::optional<std::int64_t>;

struct Family {
  const char* name;
  const char* help;
  Value (*value)(const TrackedPart&);  // none: the part has no such number
};

Value of_process(const TrackedPart& part, const Value& value) {
  return part.region == nullptr ? value : std::nullopt;
}

constexpr Family kFamilies[] = {
    {"highwater_peak_bytes", "Most requested bytes live at one moment.",
     [](const TrackedPart& part) { return Value(part.metrics().peak_bytes); }},
    {"highwater_peak_lower_bytes", "The peak is at least this; below it only where it is not exact.",
     [](const TrackedPart& part) { return Value(part.least_peak_bytes()); }},
    {"highwater_peak_upper_bytes", "The peak is at most this; above it only where it is not exact.",
     [](const TrackedPart& part) { return Value(part.most_peak_bytes()); }},
    {"highwater_retained_bytes", "Requested bytes live at the end; of a region, net of its start.",
     [](const TrackedPart& part) { return Value(part.metrics().retained_bytes); }},
    {"highwater_retained_blocks", "Blocks live at the end; of a region, net of its start.",
     [](const TrackedPart& part) { return Value(part.metrics().retained_blocks); }},
    {"highwater_allocated_bytes", "Requested bytes of all allocations together.",
     [](const TrackedPart& part) { return Value(part.metrics().allocated_bytes); }},
    {"highwater_allocations", "Calls that allocated; a successful realloc is one.",
     [](const TrackedPart& part) { return Value(part.metrics().allocations); }},
    {"highwater_iterations", "Iterations of the region.",
     [](const TrackedPart& part) {
       return part.region == nullptr ? Value() : Value(part.region->iterations);
     }},
    {"highwater_peak_rss_bytes", "The kernel's ru_maxrss of the process.",
     [](const TrackedPart& part) { return of_process(part, part.metrics().peak_rss_bytes); }},
    {"highwater_tree_peak_bytes", "Most requested bytes live at one moment in all processes together.",
     [](const TrackedPart& part) { return of_process(part, part.source->measurement.tree_peak_bytes); }},
};

std::string label(const char* name, const std::string& value) {
  std::string escaped;
  for (std::size_t start = 0;; escaped += "\\n") {
    const std::size_t end = value.find('\n', start);
    for (const char shown : printable(std::string_view(value).substr(start, end - start))) {
      if (shown == '\\' || shown == '"') escaped += '\\';
      escaped += shown;
    }
    if (end == std::string::npos) break;
    start = end + 1;
  }
  return fmt::format("{}=\"{}\"", name, escaped);
}

std::string labels_of(const TrackedPart& part) {
  const Measurement& measurement = part.source->measurement;
  std::string labels =
      label("scenario", scenario_of(measurement)) + "," + label("probe", name_of(measurement.probe));
  if (!measurement.context.profile.empty()) labels += "," + label("profile", measurement.context.profile);
  if (part.region != nullptr) labels += "," + label("region", part.region->name);
  return labels;
}

}  // namespace

Expected<std::string> render_prometheus(const std::vector<TrackedPart>& parts) {
  HIGHWATER_TRY_VOID(require_distinct(parts, labels_of, "export one of the two"));
  std::string text;
  for (const Family& family : kFamilies) {
    std::string samples;
    for (const TrackedPart& part : parts)
      if (const Value value = family.value(part))
        fmt::format_to(std::back_inserter(samples), "{}{{{}}} {}\n", family.name, labels_of(part), *value);
    if (!samples.empty())
      text +=
          fmt::format("# HELP {} {}\n# TYPE {} gauge\n{}", family.name, family.help, family.name, samples);
  }
  return text;
}

}  // namespace highwater
