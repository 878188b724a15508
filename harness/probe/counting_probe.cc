// SPDX-License-Identifier: Apache-2.0
#include "probe/counting_probe.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>

#include "base/file.h"
#include "probe/counting_refusal.h"
#include "probe/elf.h"
#include "probe/environment_list.h"
#include "probe/libraries.h"
#include "probe/live_run.h"
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
ProcessReport* final_image(std::vector<ProcessReport>& reports, int pid) {
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

// Empty: all found room.
std::string describe_lost(std::uint32_t lost, std::uint32_t slots) {
  if (lost == 0) return {};
  const std::string room =
      slots < kChildSlots
          ? fmt::format(" (without memfd_create, call sites leave room for {} processes in /tmp)", slots)
          : "";
  return fmt::format(
      "{} processes found no room to be counted in{}, so the peak of all together is not known", lost, room);
}

void add_children(Measurement& measurement, const std::vector<ProcessReport>& reports,
                  const ProcessReport* own, const std::string& lost) {
  for (const ProcessReport& report : reports)
    if (&report != own && report.state != counting::kUnclaimed)
      measurement.children.push_back({report.pid, report.command, report.metrics});
  if (!lost.empty()) measurement.warnings.push_back(lost);
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
  if ((report.flags & counting::kSitesFull) != 0) measurement.warnings.push_back(too_many_sites());
  if ((report.flags & counting::kRegionSitesFull) != 0)
    measurement.warnings.push_back("too many sites and regions: the sites of regions are not known");
  return {};
}

// What a report says by itself.
Expected<Measurement> measured(const ProbeRequest& request, const ExecutableFacts& facts, bool follows,
                               const ProcessReport& report) {
  if (std::optional<Error> refusal = refuse_report(request.command.front(), report, follows))
    return tl::unexpected<Error>(*std::move(refusal));
  Measurement measurement;
  measurement.probe = ProbeKind::kCounting;
  measurement.command = request.command;
  measurement.context = system_context();
  fill_in(measurement, report);
  if (facts.is_go)
    measurement.warnings.emplace_back(
        "a Go program: its own heap comes from the kernel and is not in the numbers, which are those of its "
        "C code");
  if (const std::optional<std::string> warning = warn_of_own_new(facts))
    measurement.warnings.push_back(*warning);
  if ((report.flags & counting::kShortOfMemory) != 0)
    measurement.warnings.emplace_back(
        "an allocation failed; under a limit on memory (ulimit -v, ulimit -d) it may not have without the "
        "counting library, whose tables need memory too");
  return measurement;
}

// Passes the runner's looks on, and ends the command for the observer.
class LiveWatcher final : public ProcessWatcher {
 public:
  LiveWatcher(const LiveRequest& live, LiveRun& run, bool follows)
      : live_(live), run_(run), follows_(follows) {}

  void started(int) override { run_.started(); }
  std::chrono::milliseconds interval() const override { return live_.interval; }
  int look() override {
    const auto now = std::chrono::steady_clock::now();
    const LiveWish wish = live_.observer->look(run_);
    if (!asked_) run_.name_ahead();
    if (!asked_ && (wish == LiveWish::kEnd || is_lost())) {
      asked_ = now;
      return SIGTERM;
    }
    return asked_ && now - *asked_ >= live_.grace ? SIGKILL : 0;
  }

 private:
  // A service may run for hours before it is refused. An exec that fails takes less than the time between two
  // looks.
  bool is_lost() {
    replaced_looks_ = !follows_ && run_.is_replaced() ? replaced_looks_ + 1 : 0;
    return replaced_looks_ > 1;
  }

  const LiveRequest& live_;
  LiveRun& run_;
  const bool follows_;
  int replaced_looks_ = 0;
  std::optional<std::chrono::steady_clock::time_point> asked_;
};

Expected<Segment> segment_for(const ProbeRequest& request, bool follows) {
  const bool is_watched = request.live.observer != nullptr && request.live.recording;
  HIGHWATER_TRY(Segment segment, Segment::create(follows ? kChildSlots : 1, request.sites,
                                                 is_watched ? Watched::kYes : Watched::kNo));
  segment.inject(request.injection);
  return segment;
}

ProcessSpec spec_of(const ProbeRequest& request, const Segment& segment, const std::string& library,
                    bool follows) {
  ProcessSpec spec;
  spec.argv = request.command;
  spec.environment = request.environment;
  add_preload(spec.environment, library);
  if (follows) set_variable(spec.environment, counting::kChildrenVariable, "1");
  spec.working_directory = request.working_directory;
  spec.stdio = request.stdio;
  spec.group = request.group;
  spec.aslr = Aslr::kOff;
  spec.inherited = InheritedFile{segment.fd(), counting::kVariable};
  spec.timeout = request.timeout;
  return spec;
}

ScenarioEnd scenario_end(const ProcessOutcome& outcome) {
  return {.code = outcome.exit_code, .signal = outcome.signal, .timed_out = outcome.timed_out};
}

// Runs it, and has it looked at meanwhile where somebody wants to.
Expected<ProcessOutcome> run_watched(ProcessRunner& runner, const LiveRequest& live, LiveRun& target,
                                     bool follows, ProcessSpec spec) {
  if (live.observer == nullptr) return runner.run(spec);
  LiveWatcher watcher(live, target, follows);
  spec.watcher = &watcher;
  HIGHWATER_TRY_VOID(live.observer->starts(target));
  Expected<ProcessOutcome> outcome = runner.run(spec);
  if (outcome) target.ended(scenario_end(*outcome));
  live.observer->ended(target);
  return outcome;
}

}  // namespace

Expected<ProbeRun> CountingProbe::run(const ProbeRequest& request) {
  const std::string& name = request.command.front();
  const bool follows = children_ == Children::kFollow;
  const bool is_live = request.live.observer != nullptr;
  HIGHWATER_TRY(const Preloadable library, make_preloadable(library_));
  const ExecutableFacts facts = facts_of(request);
  if (std::optional<Error> refusal = refuse_executable(name, facts))
    return tl::unexpected<Error>(*std::move(refusal));
  HIGHWATER_TRY(Segment segment, segment_for(request, follows));
  const auto measure = [&](const ProcessReport& report) { return measured(request, facts, follows, report); };
  LiveRun live(segment, request, std::filesystem::path(library_).parent_path().string(), measure);
  HIGHWATER_TRY(ProcessOutcome outcome, run_watched(runner_, request.live, live, follows,
                                                    spec_of(request, segment, library.path, follows)));
  if (outcome.interrupted && request.group == ProcessGroup::kOwn && !is_live)
    return fail(ExitStatus::kInterrupted, fmt::format("{}: interrupted", name));

  std::uint32_t lost = 0;
  std::vector<ProcessReport> reports = segment.reports(&lost);
  ProcessReport* const own = final_image(reports, outcome.pid);
  if (own == nullptr) return tl::unexpected<Error>(not_attached(name, facts, outcome));
  if (follows && lost > 0 && own->state == counting::kReplaced)
    return tl::unexpected<Error>(replaced_without_room(name, lost));
  segment.read_sites(*own);
  HIGHWATER_TRY(Measurement measurement, measure(*own));
  measurement.end = scenario_end(outcome);
  if (const std::optional<std::string> found = numbers_contradiction(measurement))
    return fail(ExitStatus::kProbe, fmt::format("{}: {}", name, *found),
                "it wrote into the memory that it shares with the harness: measure it with --probe massif");
  if (own->sites) {
    HIGHWATER_TRY(Symbolizer * symbolizer, this->symbolizer());
    HIGHWATER_TRY_VOID(add_sites(measurement, *own, *symbolizer));
  }
  if (is_live) HIGHWATER_TRY_VOID(live.complete(measurement));
  measurement.metrics.peak_rss_bytes = outcome.peak_rss_bytes;
  if (request.sites == Sites::kOn) measurement.context.libraries = libraries_of(runner_, request);
  if (!outcome.aslr_off) measurement.warnings.emplace_back(kRandomised);
  if (outcome.leaves_processes) measurement.warnings.emplace_back(kLeavesProcesses);
  if (outcome.signal == SIGSYS)
    measurement.warnings.emplace_back(
        "killed by a filter of system calls (seccomp): the counting library itself needs mmap, munmap and, "
        "between threads, sched_yield");
  if (own->foreign_frees > 0)
    measurement.warnings.push_back(fmt::format(
        "{} blocks were freed that were never seen: a library loaded with RTLD_DEEPBIND or dlmopen allocates "
        "without being counted",
        own->foreign_frees));
  if (follows) {
    measurement.warnings.push_back(
        "with --children the program and what it starts see LD_PRELOAD in their environment");
    add_children(measurement, reports, own, describe_lost(lost, segment.slots()));
    add_tree(measurement, segment.tree(), lost);
  }
  return ProbeRun{std::move(measurement), std::move(outcome)};
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
