// SPDX-License-Identifier: Apache-2.0
#include "probe/counting_probe.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/file.h"
#include "probe/counting_refusal.h"
#include "probe/elf.h"
#include "probe/environment_list.h"
#include "probe/libraries.h"
#include "probe/segment.h"
#include "probe/site_names.h"
#include "result/contradiction.h"
#include "symbols/symbolizer.h"

namespace highwater {
namespace {

constexpr std::uint32_t kChildSlots = 1024;
static_assert(kChildSlots <= counting::kMaxTreeSlots);

// A path that LD_PRELOAD can hold: it splits at spaces and colons, and nothing quotes them.
struct Preloadable {
  std::string path;
  std::optional<TemporaryDirectory> link_folder;
};

Expected<Preloadable> make_preloadable(const std::string& library) {
  if (::access(library.c_str(), R_OK) != 0)
    return fail(ExitStatus::kProbe, fmt::format("{}: the counting library is not there", library),
                "it belongs in ../lib/highwater beside the highwater command: build or install it again");
  if (library.find_first_of(": ") == std::string::npos) return Preloadable{library, std::nullopt};
  HIGHWATER_TRY(TemporaryDirectory folder, TemporaryDirectory::create("highwater-preload"));
  std::string link = folder.path() + "/libhighwater_counting.so";
  if (link.find_first_of(": ") != std::string::npos)
    return fail(ExitStatus::kProbe,
                fmt::format("{}: LD_PRELOAD cannot hold a path with spaces or colons", link),
                "set TMPDIR to a folder without them");
  std::error_code error;
  std::filesystem::create_symlink(library, link, error);
  if (error) return fail_errno(error.value(), "symlink", link);
  return Preloadable{std::move(link), std::move(folder)};
}

// Of the program itself, or of the interpreter when it is a script.
ExecutableFacts facts_of(const ProbeRequest& request) {
  const std::string path = get_variable(request.environment, "PATH").value_or("/usr/bin:/bin");
  const std::optional<std::string> executable = find_executable(request.command.front(), path);
  if (!executable) return {};
  // Relative to where the program is started, as exec sees it.
  const bool is_relative = executable->front() != '/' && !request.working_directory.empty();
  ExecutableFacts facts =
      inspect_executable(is_relative ? request.working_directory + "/" + *executable : *executable);
  return facts.interpreter.empty() ? facts : inspect_executable(facts.interpreter);
}

// The image that the launched process was in the end: with children followed, one that replaced itself claims
// a new slot.
const ProcessReport* final_image(const std::vector<ProcessReport>& reports, int pid) {
  const auto last = std::find_if(reports.rbegin(), reports.rend(),
                                 [&](const ProcessReport& report) { return report.pid == pid; });
  return last == reports.rend() || last->state == counting::kUnclaimed ? nullptr : &*last;
}

void fill_in(Measurement& measurement, const ProcessReport& report) {
  measurement.metrics = report.metrics;
  measurement.regions = report.regions;
  measurement.timeline = report.timeline;
  measurement.peak_upper_bytes = report.peak_upper_bytes;
  measurement.exact = report.peak_upper_bytes == report.metrics.peak_bytes;
}

void add_children(Measurement& measurement, const std::vector<ProcessReport>& reports,
                  const ProcessReport* own, std::uint32_t lost) {
  for (const ProcessReport& report : reports)
    if (&report != own && report.state != counting::kUnclaimed)
      measurement.children.push_back({report.pid, report.command, report.metrics});
  if (lost > 0)
    measurement.warnings.push_back(fmt::format(
        "{} processes found no room to be counted in, so the peak of all together is not known", lost));
}

// The bytes of processes that were not counted may have been live at any moment.
void add_tree(Measurement& measurement, const TreeReport& tree, std::uint32_t lost) {
  if (lost > 0) return;
  measurement.tree_peak_bytes = tree.peak_bytes;
  measurement.tree_peak_uncertainty_bytes = tree.uncertainty_bytes;
}

// What sites say and what the process says come about apart from each other: where they differ, neither is to
// be believed.
Expected<void> add_sites(Measurement& measurement, const ProcessReport& report, Symbolizer& symbolizer) {
  name_sites(*report.sites, symbolizer, measurement);
  if (const std::optional<std::string> found = sites_contradiction(measurement))
    return fail(ExitStatus::kProbe, fmt::format("{}: {}", measurement.command.front(), *found),
                "this is a defect of Highwater: measure without sites");
  if ((report.flags & counting::kSitesFull) != 0)
    measurement.warnings.push_back(
        fmt::format("more than {} call stacks, or {} frames: the rest is [unattributed]", counting::kMaxSites,
                    counting::kMaxFrames));
  if ((report.flags & counting::kRegionSitesFull) != 0)
    measurement.warnings.push_back("too many sites and regions: the sites of regions are not known");
  return {};
}

}  // namespace

Expected<ProbeRun> CountingProbe::run(const ProbeRequest& request) {
  const std::string& name = request.command.front();
  const bool follows = children_ == Children::kFollow;
  HIGHWATER_TRY(const Preloadable library, make_preloadable(library_));
  const ExecutableFacts facts = facts_of(request);
  if (std::optional<Error> refusal = refuse_executable(name, facts))
    return tl::unexpected<Error>(*std::move(refusal));
  HIGHWATER_TRY(Segment segment, Segment::create(follows ? kChildSlots : 1, request.sites));
  segment.inject(request.injection);

  ProcessSpec spec;
  spec.argv = request.command;
  spec.environment = request.environment;
  add_preload(spec.environment, library.path);
  if (follows) set_variable(spec.environment, counting::kChildrenVariable, "1");
  spec.working_directory = request.working_directory;
  spec.stdio = request.stdio;
  spec.group = request.group;
  spec.aslr = Aslr::kOff;
  spec.inherited = InheritedFile{segment.fd(), counting::kVariable};
  spec.timeout = request.timeout;
  HIGHWATER_TRY(ProcessOutcome outcome, runner_.run(spec));
  if (outcome.interrupted && request.group == ProcessGroup::kOwn)
    return fail(ExitStatus::kInterrupted, fmt::format("{}: interrupted", name));

  std::uint32_t lost = 0;
  const std::vector<ProcessReport> reports = segment.reports(&lost);
  const ProcessReport* own = final_image(reports, outcome.pid);
  if (own == nullptr) return tl::unexpected<Error>(not_attached(name, facts, outcome));
  if (std::optional<Error> refusal = refuse_report(name, *own, follows))
    return tl::unexpected<Error>(*std::move(refusal));

  ProbeRun run;
  Measurement& measurement = run.measurement;
  measurement.probe = ProbeKind::kCounting;
  measurement.command = request.command;
  measurement.end = {.code = outcome.exit_code, .signal = outcome.signal, .timed_out = outcome.timed_out};
  fill_in(measurement, *own);
  if (own->sites) {
    HIGHWATER_TRY(Symbolizer * symbolizer, this->symbolizer());
    HIGHWATER_TRY_VOID(add_sites(measurement, *own, *symbolizer));
  }
  measurement.metrics.peak_rss_bytes = outcome.peak_rss_bytes;
  measurement.context = system_context();
  if (request.sites == Sites::kOn) measurement.context.libraries = libraries_of(runner_, request);
  if (!outcome.aslr_off) measurement.warnings.emplace_back(kRandomised);
  if (own->foreign_frees > 0)
    measurement.warnings.push_back(fmt::format(
        "{} blocks were freed that were never seen: a library loaded with RTLD_DEEPBIND or dlmopen allocates "
        "without being counted",
        own->foreign_frees));
  if (facts.is_go)
    measurement.warnings.emplace_back(
        "a Go program: its own heap comes from the kernel and is not in the numbers, which are those of its "
        "C code");
  if (follows) {
    measurement.warnings.push_back(
        "with --children the program and what it starts see LD_PRELOAD in their environment");
    add_children(measurement, reports, own, lost);
    add_tree(measurement, segment.tree(), lost);
  }
  run.outcome = std::move(outcome);
  return run;
}

Expected<Symbolizer*> CountingProbe::symbolizer() {
  if (symbolizer_ == nullptr) {
    HIGHWATER_TRY(symbolizer_, load_symbolizer(std::filesystem::path(library_).parent_path().string()));
  } else {
    symbolizer_->forget_changed();
  }
  return symbolizer_.get();
}

}  // namespace highwater
