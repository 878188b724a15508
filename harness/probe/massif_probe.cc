// SPDX-License-Identifier: Apache-2.0
// One run: a private folder, Valgrind in it with the shim preloaded, then the four sources (massif.out, the
// xtree report, the log, the shim's events) read and put together by massif_numbers(). Valgrind's process
// becomes the program's, so that the outcome's pid is the "%p" in the names of the program's files; forked
// children write files of their own, which go with the folder.
#include "probe/massif_probe.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/file.h"
#include "probe/massif_command.h"
#include "probe/massif_diagnosis.h"
#include "probe/massif_numbers.h"
#include "probe/massif_workspace.h"

namespace highwater {
namespace {

constexpr std::chrono::seconds kVersionTimeout{30};

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

std::string preferred_parent() {
  const char* parent = std::getenv("TMPDIR");
  return parent != nullptr && *parent != '\0' ? parent : "/tmp";
}

// Valgrind wrote it, but the program can have put anything in its place.
Expected<std::string> read_report(const MassifWorkspace& workspace, const std::string& name) {
  Expected<std::string> text = read_file(workspace.file(name));
  if (!text) return fail(ExitStatus::kProbe, std::move(text).error().what, kOverwritten);
  return text;
}

Expected<MassifRun> read_run(const MassifWorkspace& workspace, const std::string& log, MassifEvents events,
                             int pid) {
  const std::string massif_name = fmt::format("massif.{}", pid);
  const std::string xtree_name = fmt::format("xtree.{}.ms", pid);
  MassifRun run;
  run.events = std::move(events);
  run.log = parse_massif_log(log, pid);
  HIGHWATER_TRY(const std::string massif_text, read_report(workspace, massif_name));
  HIGHWATER_TRY(run.snapshots, parse_massif(massif_text, massif_name, MassifTrees::kCheck));
  HIGHWATER_TRY(const std::string xtree_text, read_report(workspace, xtree_name));
  HIGHWATER_TRY(run.at_exit, parse_xtree(xtree_text, xtree_name));
  return run;
}

Measurement measurement_of(const ProbeRequest& request, const ProcessOutcome& outcome,
                           MassifNumbers numbers) {
  Measurement measurement;
  measurement.probe = ProbeKind::kMassif;
  measurement.command = request.command;
  measurement.end.code = outcome.exit_code;
  measurement.end.signal = outcome.signal;
  measurement.exact = numbers.exact;
  measurement.peak_upper_bytes = numbers.peak_upper_bytes;
  measurement.metrics = numbers.metrics;  // without peak_rss_bytes: it would be Valgrind's
  measurement.regions = std::move(numbers.regions);
  measurement.context = system_context();
  if (!outcome.aslr_off) measurement.warnings.emplace_back(kRandomised);
  if (outcome.leaves_processes) measurement.warnings.emplace_back(kLeavesProcesses);
  return measurement;
}

}  // namespace

Expected<std::string> MassifProbe::valgrind_version(const std::vector<std::string>& environment) {
  if (!version_.empty()) return version_;
  HIGHWATER_TRY(const std::string valgrind, find_valgrind(environment));
  ProcessSpec spec;
  spec.argv = {valgrind, "--version"};
  spec.environment = environment;
  spec.stdio = Stdio::kCapture;
  spec.group = ProcessGroup::kOwn;
  spec.timeout = kVersionTimeout;
  HIGHWATER_TRY(const ProcessOutcome outcome, runner_.run(spec));
  if (outcome.interrupted) return fail(ExitStatus::kInterrupted, "interrupted");
  constexpr std::string_view kStart = "valgrind-";
  std::string_view text = outcome.standard_output.tail;
  if (outcome.exit_code != 0 || !text.starts_with(kStart))
    return fail(ExitStatus::kProbe, fmt::format("{} --version: {}", valgrind, describe_end(outcome)),
                "reinstall it (apt-get install --reinstall valgrind)");
  text.remove_prefix(kStart.size());
  version_ = text.substr(0, text.find('\n'));
  return version_;
}

Expected<ProbeRun> MassifProbe::run(const ProbeRequest& request) {
  if (request.command.empty()) return fail(ExitStatus::kUsage, "no command given");
  HIGHWATER_TRY(const std::string valgrind, find_valgrind(request.environment));
  HIGHWATER_TRY(const std::string version, valgrind_version(request.environment));
  if (!exists(shim_))
    return fail(ExitStatus::kProbe, shim_ + ": the massif shim is missing",
                "build or install highwater completely");
  if (!request.working_directory.empty() && !exists(request.working_directory))
    return fail_errno(ENOENT, "chdir", request.working_directory);
  const std::string& name = request.command.front();
  HIGHWATER_TRY(const Program program, find_program(name, request.environment, request.working_directory));
  if (std::optional<Error> refusal = refuse_for_massif(name, program.facts))
    return tl::unexpected<Error>(*std::move(refusal));
  HIGHWATER_TRY(const MassifWorkspace workspace,
                MassifWorkspace::create(shim_, preferred_parent(), request.injection));

  ProcessSpec spec;
  spec.argv = massif_command(valgrind, workspace.path(), request.command);
  spec.environment = massif_environment(request.environment, workspace.path());
  spec.working_directory = request.working_directory;
  spec.stdio = request.stdio;
  spec.group = request.group;
  spec.aslr = Aslr::kOff;
  spec.timeout = request.timeout;
  HIGHWATER_TRY(ProcessOutcome outcome, runner_.run(spec));
  if (outcome.interrupted && request.group == ProcessGroup::kOwn)
    return fail(ExitStatus::kInterrupted, fmt::format("{}: interrupted", name));
  outcome.peak_rss_bytes.reset();  // Valgrind's own, many times the program's

  HIGHWATER_TRY(MassifEvents events, read_massif_events(workspace.file(kMassifEventsFile)));
  MassifEvidence evidence;
  evidence.program = name;
  evidence.facts = program.facts;
  evidence.header = events.header;
  evidence.wrote_reports = exists(workspace.file(fmt::format("massif.{}", outcome.pid))) &&
                           exists(workspace.file(fmt::format("xtree.{}.ms", outcome.pid)));
  if (exists(workspace.file("log"))) {
    HIGHWATER_TRY(evidence.log, read_report(workspace, "log"));
  }
  if (std::optional<Error> reason = diagnose_massif(outcome, evidence))
    return tl::unexpected<Error>(*std::move(reason));

  HIGHWATER_TRY(const MassifRun run, read_run(workspace, *evidence.log, std::move(events), outcome.pid));
  HIGHWATER_TRY(MassifNumbers numbers, massif_numbers(run));
  ProbeRun result{measurement_of(request, outcome, std::move(numbers)), std::move(outcome)};
  result.measurement.context.valgrind = version;
  return result;
}

}  // namespace highwater
