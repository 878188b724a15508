// SPDX-License-Identifier: Apache-2.0
#include "report/export/tracked_numbers.h"

#include <fmt/format.h>

#include <map>

#include "base/terminal.h"
#include "report/site_selection.h"

namespace highwater {
namespace {

// By how much the peak is not known; 0 of numbers that make no sense.
std::int64_t uncertainty_of(const TrackedPart& part) {
  const bool exact = part.region == nullptr ? part.source->measurement.exact : part.region->exact;
  const std::int64_t upper =
      part.region == nullptr ? part.source->measurement.peak_upper_bytes : part.region->peak_upper_bytes;
  const std::int64_t peak = part.metrics().peak_bytes;
  return exact || peak < 0 || upper < peak ? 0 : upper - peak;
}

}  // namespace

const Metrics& TrackedPart::metrics() const {
  return region == nullptr ? source->measurement.metrics : region->metrics;
}

// The counting probe may be too high, massif too low.
std::int64_t TrackedPart::least_peak_bytes() const {
  const bool counting = source->measurement.probe == ProbeKind::kCounting;
  return metrics().peak_bytes - (counting ? uncertainty_of(*this) : 0);
}

std::int64_t TrackedPart::most_peak_bytes() const {
  const bool counting = source->measurement.probe == ProbeKind::kCounting;
  return metrics().peak_bytes + (counting ? 0 : uncertainty_of(*this));
}

Expected<std::vector<TrackedPart>> tracked_parts(const std::vector<NamedMeasurement>& results,
                                                 const std::optional<std::string>& region) {
  std::vector<TrackedPart> parts;
  for (const NamedMeasurement& result : results) {
    if (region) {
      HIGHWATER_TRY(const RegionResult* found, find_region(result.measurement, *region, result.file));
      parts.push_back({&result, found});
      continue;
    }
    parts.push_back({&result, nullptr});
    for (const RegionResult& each : result.measurement.regions) parts.push_back({&result, &each});
  }
  return parts;
}

std::string scenario_of(const Measurement& measurement) {
  if (!measurement.scenario.empty()) return measurement.scenario;
  std::string command;
  for (const std::string& word : measurement.command) command += (command.empty() ? "" : " ") + word;
  return command;
}

std::string name_of(const TrackedPart& part) {
  const Measurement& measurement = part.source->measurement;
  const std::string region = part.region == nullptr ? "" : ", region " + part.region->name;
  return printable(fmt::format("{} ({}{})", scenario_of(measurement), name_of(measurement.probe), region));
}

Expected<void> require_distinct(const std::vector<TrackedPart>& parts,
                                std::string (*name)(const TrackedPart&), const std::string& hint) {
  std::map<std::string, const TrackedPart*> known;
  for (const TrackedPart& part : parts) {
    const auto [other, is_new] = known.try_emplace(name(part), &part);
    if (is_new) continue;
    const std::string& first = other->second->source->file;
    return fail(ExitStatus::kUsage,
                fmt::format("{}: {} is also in {}", part.source->file, name_of(part),
                            first == part.source->file ? "it a second time" : first),
                hint);
  }
  return {};
}

}  // namespace highwater
