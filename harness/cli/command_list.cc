// SPDX-License-Identifier: Apache-2.0
// `highwater list`: what there is, without running anything.
#include <fmt/format.h>

#include "base/bytes.h"
#include "cli/commands.h"
#include "gate/listing.h"
#include "report/check_words.h"
#include "report/text/table.h"

namespace highwater {
namespace {

std::string baseline_peak(const std::optional<Baseline>& baseline) {
  if (!baseline) return "-";
  const auto peak = baseline->metrics.find(Metric::kPeakBytes);
  return peak == baseline->metrics.end() ? "-" : format_bytes(peak->second.value);
}

// None: nothing to say. What has expired is what to look at.
std::string waiver_table(const std::vector<ListedWaiver>& waivers, bool color) {
  if (waivers.empty()) return "";
  Table table({{"waiver"},
               {"metric"},
               {"for"},
               {"ceiling", Align::kRight},
               {"until"},
               {"days left", Align::kRight},
               {"issue"}});
  for (const auto& [waiver, days] : waivers) {
    const Metric metric = metric_named(waiver.metric).value_or(Metric::kPeakBytes);  // the reader knows them
    const std::string probe = waiver.probe.value_or("");
    const std::string profile = waiver.profile.value_or("");
    table.add({{waiver.scenario},
               {waiver.metric},
               {probe + (probe.empty() || profile.empty() ? "" : ", ") + profile},
               {amount(metric, waiver.ceiling)},
               {waiver.expires},
               days > 0 ? Cell{fmt::format("{}", days)} : Cell{"expired", Color::kRed},
               {waiver.issue}});
  }
  return "\n" + table.render("", color);
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
  return table.render("", color) + waiver_table(listing.waivers, color) +
         fmt::format("\nbaselines: {}/{}\n", manifest.baselines, manifest.profile);
}

ExitStatus list_and_print(Session& session) {
  const Expected<Manifest> manifest = session.manifest();
  if (!manifest) return session.report(manifest.error());
  const Expected<Listing> listing = list(*manifest, seconds_now());
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
