// SPDX-License-Identifier: Apache-2.0
#include "report/text/run.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/terminal.h"
#include "report/text/largest_sites.h"
#include "report/text/table.h"

namespace highwater {
namespace {

std::string exact_bytes(std::int64_t bytes) {
  return fmt::format("{} bytes", format_count(bytes));
}

std::string peak_note(ProbeKind probe, bool exact, std::int64_t peak, std::int64_t upper) {
  if (exact) return exact_bytes(peak);
  if (probe == ProbeKind::kCounting)
    return fmt::format("{}, at most {} B too high (threads)", exact_bytes(peak), format_count(upper - peak));
  return fmt::format("{}, at most {}", exact_bytes(peak), format_count(upper));
}

void add_rows(Table& table, const std::string& who, const Metrics& metrics, const std::string& peak) {
  table.add({{who}, {"peak"}, {format_bytes(metrics.peak_bytes)}, {peak}});
  table.add({{""},
             {"retained"},
             {format_bytes(metrics.retained_bytes)},
             {fmt::format("{} in {} blocks", exact_bytes(metrics.retained_bytes),
                          format_count(metrics.retained_blocks))}});
  table.add({{""},
             {"allocated"},
             {format_bytes(metrics.allocated_bytes)},
             {fmt::format("{} in {} allocations", exact_bytes(metrics.allocated_bytes),
                          format_count(metrics.allocations))}});
  if (metrics.peak_rss_bytes)
    table.add({{""},
               {"peak RSS"},
               {format_bytes(*metrics.peak_rss_bytes)},
               {exact_bytes(*metrics.peak_rss_bytes)}});
}

std::string child_name(const ChildResult& child) {
  if (child.command.empty()) return fmt::format("child {}", child.pid);
  return fmt::format("child {} ({})", child.pid, printable(child.command));
}

std::string tree_note(std::int64_t peak, std::int64_t uncertainty) {
  if (uncertainty == 0) return exact_bytes(peak);
  return fmt::format("{}, at most {} B too high", exact_bytes(peak), format_count(uncertainty));
}

}  // namespace

std::string render_run(const Measurement& measurement, bool color) {
  std::string command;
  for (const std::string& word : measurement.command) command += (command.empty() ? "" : " ") + word;
  std::string text = paint(fmt::format("highwater: {} ({})", printable(command), name_of(measurement.probe)),
                           Color::kBold, color) +
                     "\n";
  Table table({{""}, {""}, {"", Align::kRight}, {""}});
  add_rows(table, "process", measurement.metrics,
           peak_note(measurement.probe, measurement.exact, measurement.metrics.peak_bytes,
                     measurement.peak_upper_bytes));
  for (const RegionResult& region : measurement.regions) {
    add_rows(table, "region " + region.name, region.metrics,
             peak_note(measurement.probe, region.exact, region.metrics.peak_bytes, region.peak_upper_bytes));
    if (region.iterations > 0) table.add({{""}, {"iterations"}, {format_count(region.iterations)}, {""}});
  }
  for (const ChildResult& child : measurement.children)
    add_rows(table, child_name(child), child.metrics, exact_bytes(child.metrics.peak_bytes));
  if (measurement.tree_peak_bytes)
    table.add({{"all together"},
               {"peak"},
               {format_bytes(*measurement.tree_peak_bytes)},
               {tree_note(*measurement.tree_peak_bytes, measurement.tree_peak_uncertainty_bytes)}});
  const std::string rows = table.render("  ", color);
  text += rows.substr(rows.find('\n') + 1);  // without the line of titles, which has none
  text += render_largest_sites(measurement, color);
  for (const std::string& warning : measurement.warnings)
    text += fmt::format("  note: {}\n", printable(warning));
  return text;
}

}  // namespace highwater
