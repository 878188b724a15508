// SPDX-License-Identifier: Apache-2.0
// Valgrind writes its two files on every end of the program that it sees: exit, _exit, abort, a fatal signal.
// It sees neither a SIGKILL from outside nor an exec in place, after which another program runs without
// Valgrind. The shim says that it was loaded, and with it Valgrind's own malloc, which is preloaded in the
// same way: without that word the files are full of zeros. What is left is to guess why.
#include "probe/massif_diagnosis.h"

#include <fmt/format.h>

#include <csignal>
#include <string_view>

namespace highwater {
namespace {

constexpr const char* kUseCounting = "measure this scenario with the counting probe";

constexpr const char* kNoSanitizer = "build the scenario without -fsanitize to measure it";
constexpr const char* kNoWrapper =
    "name the program itself instead of its wrapper, or use --children with the counting probe";

// What Valgrind says of its own failure: "valgrind: m_mallocfree.c:303 (get_bszB_as_is): Assertion 'bszB_lo
// == …' failed."
std::string valgrinds_complaint(std::string_view log) {
  if (log.find("failed and should throw an exception, but Valgrind") != std::string_view::npos)
    return "operator new failed, and Valgrind cannot throw exceptions";
  for (const std::string_view start : {"valgrind: ", "Valgrind: "}) {
    std::size_t at = log.find(start);
    while (at != std::string_view::npos) {
      const std::string_view line = log.substr(at, log.find('\n', at) - at);
      if (line.find("Assertion") != std::string_view::npos || line.find("FATAL") != std::string_view::npos ||
          line.find("impossible") != std::string_view::npos || line.find("rror") != std::string_view::npos)
        return std::string(line);
      at = log.find(start, at + 1);
    }
  }
  return {};
}

// "==12== Valgrind: debuginfo reader: …", and among those lines the file: Valgrind 3.19 ends at the DWARF 5
// of clang 14. Empty: it says nothing of that kind.
std::string file_of_unreadable_debug_info(std::string_view log) {
  constexpr std::string_view kBegin = "Valgrind: debuginfo reader: ";
  constexpr std::string_view kFile = "Valgrind:   \"";
  const std::size_t begin = log.find(kBegin);
  if (begin == std::string_view::npos) return {};
  const std::size_t file = log.find(kFile, begin);
  if (file == std::string_view::npos) return "a file";
  const std::size_t path = file + kFile.size();
  return std::string(log.substr(path, log.find('"', path) - path));
}

Error probe_error(std::string what, std::string hint) {
  return Error{ExitStatus::kProbe, std::move(what), std::move(hint)};
}

Error no_reports(const ProcessOutcome& outcome, const MassifEvidence& evidence) {
  const std::string& program = evidence.program;
  const bool attached = evidence.header.attached_pid == outcome.pid;
  if (const std::string file = file_of_unreadable_debug_info(*evidence.log); !file.empty())
    return probe_error(
        fmt::format("{}: Valgrind ended at debug information that it cannot read, of {}", program, file),
        "compile it with -gdwarf-4 (Valgrind 3.19 does not read clang's DWARF 5), use a newer Valgrind, or "
        "measure this scenario with the counting probe");
  if (outcome.signal == SIGKILL && evidence.header.replaced == 0)
    return probe_error(
        fmt::format("{}: killed by SIGKILL, so that Valgrind wrote nothing", program),
        "was it the kernel, out of memory? Valgrind needs several times the program's own; the "
        "counting probe survives a SIGKILL");
  if (attached)
    return probe_error(
        fmt::format("{}: replaced itself by another program (exec), which Valgrind did not follow ({})",
                    program, describe_end(outcome)),
        kNoWrapper);
  return probe_error(fmt::format("{}: Valgrind wrote nothing ({})", program, describe_end(outcome)),
                     kUseCounting);
}

Error not_attached(const ProcessOutcome& outcome, const MassifEvidence& evidence) {
  const std::string& program = evidence.program;
  if (evidence.facts.is_static)
    return probe_error(
        fmt::format("{}: the program is statically linked, so that Valgrind cannot see its allocations",
                    program),
        evidence.facts.is_go ? kGoHint : "link it dynamically");
  if (is_for_another_libc(evidence.facts))
    return probe_error(
        fmt::format("{}: linked with another C library ({}), which does not take Valgrind's allocator",
                    program, evidence.facts.loader),
        "build it with glibc to measure it");
  if (outcome.signal || outcome.exit_code.value_or(0) != 0)
    return Error{
        ExitStatus::kScenario,
        fmt::format("{}: {} before Valgrind's allocator could be preloaded", program, describe_end(outcome)),
        "run the command by itself first"};
  return probe_error(fmt::format("{}: Valgrind's allocator was not preloaded", program),
                     "is LD_PRELOAD allowed here? `highwater doctor` says what works on this machine");
}

std::optional<Error> shim_failure(const MassifEvidence& evidence) {
  const std::string& program = evidence.program;
  switch (evidence.header.failure) {
    case MassifFailure::kNone:
      return std::nullopt;
    case MassifFailure::kSanitizer:
      return probe_error(
          fmt::format("{}: a sanitizer's run-time library is loaded, whose allocator Valgrind does not see",
                      program),
          kNoSanitizer);
    case MassifFailure::kTooMany:
      return probe_error(fmt::format("{}: more than {} region boundaries", program, kMassifCapacity),
                         "put the region around the loop and mark iterations, or use the counting probe");
    case MassifFailure::kNoReport:
      return probe_error(
          fmt::format("{}: massif gave no report at a region boundary", program),
          "is the disk full, or did the program change its root folder, its user or its file limit?");
    case MassifFailure::kNoBallast:
      return probe_error(fmt::format("{}: no address space left to tell the regions' peaks apart", program),
                         "enter the region less often, or use the counting probe");
    case MassifFailure::kWrapper:
      return probe_error(fmt::format("{}: the program ran the rest of its command line in a child, so the "
                                     "numbers would be a wrapper's",
                                     program),
                         kNoWrapper);
    case MassifFailure::kPeakHidden:
      return probe_error(
          fmt::format("{}: other threads kept freeing memory while a region began or ended", program),
          "enter and leave regions while other threads rest, or use the counting probe");
  }
  return probe_error(fmt::format("{}: the massif shim reports an unknown failure", program),
                     "are probe and shim of one build?");
}

}  // namespace

std::optional<Error> refuse_for_massif(const std::string& program, const ExecutableFacts& facts) {
  if (!facts.sanitizer.empty())
    return probe_error(
        fmt::format("{}: built with {}, which does not run under Valgrind", program, facts.sanitizer),
        kNoSanitizer);
  if (facts.is_elf && facts.other_architecture)
    return probe_error(fmt::format("{}: the program is for another architecture", program),
                       "use a highwater and a Valgrind that were built for the program's architecture");
  if (facts.is_privileged)
    return probe_error(
        fmt::format("{}: Valgrind cannot run a program that is set-user-id or has file capabilities",
                    program),
        "measure a copy without them (cp drops both)");
  return std::nullopt;
}

std::optional<Error> diagnose_massif(const ProcessOutcome& outcome, const MassifEvidence& evidence) {
  const std::string& program = evidence.program;
  // In the caller's own process group an interruption is the program's too, which may end in good order.
  if (outcome.interrupted && !evidence.wrote_reports)
    return Error{ExitStatus::kInterrupted, fmt::format("{}: interrupted", program), ""};
  if (outcome.timed_out)
    return Error{
        ExitStatus::kScenario,
        fmt::format("{}: {} under massif, which then gives no numbers", program, describe_end(outcome)),
        "Valgrind is 20 to 100 times slower than the program alone: raise TIMEOUT of highwater_add_scenario, "
        "or "
        "\"timeout_seconds\" in the manifest"};
  if (!evidence.log && !outcome.signal && outcome.exit_code != 0)
    return Error{ExitStatus::kUsage,
                 fmt::format("{}: Valgrind could not start it ({})", program, describe_end(outcome)),
                 "is it a program for this machine?"};
  if (!evidence.log)
    return probe_error(fmt::format("{}: Valgrind wrote nothing ({})", program, describe_end(outcome)),
                       kUseCounting);
  if (const std::string complaint = valgrinds_complaint(*evidence.log);
      !complaint.empty() && outcome.exit_code != 0)
    return probe_error(fmt::format("{}: Valgrind failed: {}", program, complaint), kUseCounting);
  if (!evidence.wrote_reports) return no_reports(outcome, evidence);
  if (evidence.header.attached_pid != outcome.pid) return not_attached(outcome, evidence);
  return shim_failure(evidence);
}

}  // namespace highwater
