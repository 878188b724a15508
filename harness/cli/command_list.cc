// SPDX-License-Identifier: Apache-2.0
// `highwater list`: what there is, without running anything.
#include <fmt/format.h>

#include "base/bytes.h"
#include "cli/commands.h"
#include "gate/listing.h"
#include "report/table.h"

namespace highwater {
namespace {

std::string baseline_peak(const std::optional<Baseline>& baseline) {
  if (!baseline) return "-";
  const auto peak = baseline->metrics.find(Metric::kPeakBytes);
  return peak == baseline->metrics.end() ? "-" : format_bytes(peak->second.value);
}

std::string render(const Manifest& manifest, const Listing& listing, bool color) {
  Table table({{"scenario"}, {"probes"}, {"baseline peak", Align::kRight}, {"state"}});
  for (const ListedScenario& scenario : listing.scenarios)
    table.add({{scenario.name},
               {fmt::format("{}", fmt::join(scenario.probes, ", "))},
               {baseline_peak(scenario.baseline)},
               {fmt::format("{}", fmt::join(scenario.states, ", "))}});
  for (const std::string& orphan : listing.orphans)
    table.add({{orphan}, {"-"}, {"-"}, {"baseline without a scenario", Color::kRed}});
  return table.render("", color) + fmt::format("\nbaselines: {}/{}\n", manifest.baselines, manifest.profile);
}

ExitStatus list_and_print(Session& session) {
  const Expected<Manifest> manifest = session.manifest();
  if (!manifest) return session.report(manifest.error());
  const Expected<Listing> listing = list(*manifest);
  if (!listing) return session.report(listing.error());
  return session.print(render(*manifest, *listing, session.color_out()), ExitStatus::kOk);
}

}  // namespace

void add_list(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("list", "scenarios, their probes, baselines and state");
  add_common(*command, session);
  add_manifest(*command, session);
  command->callback([&action] { action = list_and_print; });
}

}  // namespace highwater
