// SPDX-License-Identifier: Apache-2.0
// `highwater selftest`: proves that the gate trips.
#include "base/file.h"
#include "cli/commands.h"
#include "cli/output_path.h"
#include "gate/selftest.h"
#include "report/json/selftest.h"
#include "report/text/selftest.h"

namespace highwater {
namespace {

struct SelftestFlags {
  std::vector<std::string> names;
  std::string probe;
  std::string json;
};

Expected<SelftestReport> run_selftest(Session& session, const Manifest& manifest,
                                      const SelftestFlags& flags) {
  HIGHWATER_TRY(const SuiteContext suite, session.suite(manifest));
  InstalledProbes probes(session.runner(), library_folder());
  return selftest(suite, probes, {.names = flags.names, .probe = probe_named(flags.probe)},
                  session.progress());
}

ExitStatus selftest_and_report(Session& session, const SelftestFlags& flags) {
  if (const Expected<void> fits = require_output("--json", flags.json); !fits)
    return session.report(fits.error());
  const Expected<Manifest> manifest = session.manifest();
  if (!manifest) return session.report(manifest.error());
  const Expected<SelftestReport> report = run_selftest(session, *manifest, flags);
  if (!report) return session.report(report.error());
  session.clear_progress();
  ExitStatus status = status_of(*report);
  if (flags.json == "-") return session.print(to_json(*report), status);
  if (!flags.json.empty()) {
    const Expected<void> written = write_file(flags.json, to_json(*report));
    if (!written) status = worst(status, session.report(written.error()));
  }
  return session.print(render_selftest(*report, session.color_out()), status);
}

}  // namespace

void add_selftest(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("selftest", "prove that the gate trips: inject regressions");
  add_common(*command, session);
  add_manifest(*command, session);
  const auto flags = std::make_shared<SelftestFlags>();
  command->add_option("SCENARIO", flags->names, "scenarios or families; all by default");
  command->add_option("--probe", flags->probe, "only this probe, with every kind of injection")
      ->check(CLI::IsMember({"counting", "massif"}));
  command->add_option("--json", flags->json, "write the result to FILE, or - for stdout");
  command->callback([&action, flags] {
    action = [flags](Session& at_run) { return selftest_and_report(at_run, *flags); };
  });
}

}  // namespace highwater
