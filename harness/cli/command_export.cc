// SPDX-License-Identifier: Apache-2.0
// `highwater export`: results in the formats of other tools.
#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/output_path.h"
#include "cli/result_argument.h"
#include "report/export/action_benchmark.h"
#include "report/export/bencher.h"
#include "report/export/folded.h"
#include "report/export/massif_export.h"
#include "report/export/pprof_profile.h"
#include "report/export/prometheus.h"

namespace highwater {
namespace {

struct ExportFlags {
  std::vector<std::string> paths;
  std::string format;
  std::string by;  // empty: not given
  std::optional<std::string> region;
  std::string output = "-";
};

struct Exported {
  std::string data;
  // What the format cannot say.
  std::size_t left_out = 0;
  std::int64_t left_out_bytes = 0;
};

Exported only_data(std::string data) {
  return {.data = std::move(data)};
}

// For whoever finds the profile.
std::string comment_of(const Measurement& measurement, const SiteSelection& selection) {
  return fmt::format("highwater: {} ({} probe), {}", printable(scenario_of(measurement)),
                     name_of(measurement.probe), name_of(selection));
}

Expected<Exported> export_sites(const ExportFlags& flags) {
  if (flags.paths.size() != 1)
    return fail(ExitStatus::kUsage,
                fmt::format("--format {} takes one result, not {}", flags.format, flags.paths.size()),
                "export each on its own");
  const std::string& path = flags.paths[0];
  HIGHWATER_TRY(const Measurement measurement, load_result(path));
  HIGHWATER_TRY(const SiteSelection selection, select_sites(measurement, flags.region, path));
  if (flags.format == "pprof")
    return render_pprof(make_site_profile(measurement, *selection.sites),
                        {.comment = comment_of(measurement, selection)})
        .map(only_data);
  if (flags.format == "massif") {
    HIGHWATER_TRY(MassifText massif, render_massif(measurement, selection, path));
    return Exported{std::move(massif.text), massif.left_out, massif.left_out_bytes};
  }
  FoldedStacks folded = render_folded(*selection.sites, by_named(flags.by));
  return Exported{std::move(folded.text), folded.left_out, folded.left_out_bytes};
}

Expected<Exported> export_metrics(const ExportFlags& flags) {
  std::vector<NamedMeasurement> results;
  for (const std::string& path : flags.paths) {
    HIGHWATER_TRY(Measurement measurement, load_result(path));
    results.push_back({path, std::move(measurement)});
  }
  HIGHWATER_TRY(const std::vector<TrackedPart> parts, tracked_parts(results, flags.region));
  if (flags.format == "prometheus") return render_prometheus(parts).map(only_data);
  if (flags.format == "bencher") return render_bencher(parts).map(only_data);
  return render_action_benchmark(parts).map(only_data);
}

bool has_sites(const std::string& format) {
  return format == "pprof" || format == "folded" || format == "massif";
}

// Before anything is read.
Expected<void> check_flags(const ExportFlags& flags) {
  if (!flags.by.empty() && flags.format != "folded")
    return fail(ExitStatus::kUsage, fmt::format("--by has no meaning with --format {}", flags.format),
                "leave it out; all numbers are in the file");
  if (flags.format == "pprof" && flags.output == "-" && ::isatty(STDOUT_FILENO) == 1)
    return fail(ExitStatus::kUsage, "a pprof profile is binary, and standard output is a terminal",
                "write it to a file: --output profile.pb.gz");
  return require_output("--output", flags.output);
}

ExitStatus write_out(Session& session, const std::string& output, const std::string& data) {
  if (output == "-") return session.print(data, ExitStatus::kOk);
  const Expected<void> written = write_file(output, data);
  return written ? ExitStatus::kOk : session.report(written.error());
}

ExitStatus export_and_write(Session& session, const ExportFlags& flags) {
  if (const Expected<void> checked = check_flags(flags); !checked) return session.report(checked.error());
  const Expected<Exported> exported = has_sites(flags.format) ? export_sites(flags) : export_metrics(flags);
  if (!exported) return session.report(exported.error());
  const ExitStatus status = write_out(session, flags.output, exported->data);
  if (exported->left_out > 0)
    fmt::print(stderr, "highwater: note: {} negative numbers, {} bytes together, are left out: {} has none\n",
               exported->left_out, exported->left_out_bytes, flags.format);
  return status;
}

}  // namespace

void add_export(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("export", "results in the formats of other tools");
  add_common(*command, session);
  const auto flags = std::make_shared<ExportFlags>();
  command
      ->add_option("RESULT", flags->paths,
                   "one result with sites for pprof, folded and massif; else any number")
      ->required();
  command->add_option("--format", flags->format, "what to write")
      ->required()
      ->check(
          CLI::IsMember({"pprof", "folded", "massif", "prometheus", "bencher", "github-action-benchmark"}));
  add_by(*command, flags->by);
  add_region(*command, flags->region);
  command->add_option("--output", flags->output, "the FILE to write, or - (default) for stdout");
  command->callback(
      [&action, flags] { action = [flags](Session& at_run) { return export_and_write(at_run, *flags); }; });
}

}  // namespace highwater
