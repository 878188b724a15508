// SPDX-License-Identifier: Apache-2.0
#include "probe/counting_refusal.h"

#include <fmt/format.h>

namespace highwater {
namespace {

constexpr const char* kUseMassif =
    "measure it with --probe massif, which needs no preloading into the program's own allocator";

constexpr const char* kOwnAllocator =
    "the program brings an allocator of its own (malloc is defined in it or before the counting library)";

Error refusal(const std::string& name, const std::string& what, std::string hint) {
  return Error{ExitStatus::kProbe, fmt::format("{}: {}", name, what), std::move(hint)};
}

// The last line that says anything: ld.so and dash put the reason there.
std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return {};
  const std::size_t start = text.find_last_of('\n', end);
  return text.substr(start == std::string::npos ? 0 : start + 1,
                     end - (start == std::string::npos ? 0 : start + 1) + 1);
}

}  // namespace

std::optional<Error> refuse_executable(const std::string& name, const ExecutableFacts& facts) {
  if (!facts.sanitizer.empty())
    return refusal(name, fmt::format("built with {}, whose runtime replaces the allocator", facts.sanitizer),
                   "build the scenario without -fsanitize to measure it");
  if (facts.has_malloc) return refusal(name, kOwnAllocator, kUseMassif);
  if (facts.own_new == OwnNew::kCallsNoMalloc)
    return refusal(
        name,
        "the program defines operator new and calls no malloc, so what it allocates would not be counted",
        kUseMassif);
  return std::nullopt;
}

std::optional<std::string> warn_of_own_new(const ExecutableFacts& facts) {
  constexpr const char* kCounted = "counted is what that takes from malloc, not what it takes from elsewhere";
  if (facts.own_new == OwnNew::kMayCallMalloc)
    return fmt::format("the program defines operator new: {}", kCounted);
  if (facts.own_new == OwnNew::kMayBeTheRuntimes)
    return fmt::format(
        "the program defines operator new, or has the one of a C++ runtime linked into it, which a stripped "
        "file does not tell apart: {}",
        kCounted);
  return std::nullopt;
}

Error replaced_without_room(const std::string& name, std::uint32_t lost) {
  return refusal(
      name,
      fmt::format("the program replaced itself by exec with one that was not counted; {} processes "
                  "found no room to be counted in",
                  lost),
      "measure the program itself instead of what starts it; raise its memory limit (ulimit -v, RLIMIT_AS) "
      "where it has one");
}

Error not_attached(const std::string& name, const ExecutableFacts& facts, const ProcessOutcome& outcome) {
  if (facts.is_elf && facts.other_architecture)
    return refusal(name, "the counting library did not attach: the program is for another architecture",
                   "use a highwater that was built for the program's architecture");
  if (facts.is_elf && facts.is_static)
    return refusal(name, "the counting library did not attach: the program is statically linked",
                   facts.is_go ? kGoHint : "link it dynamically, or link highwater::counting into it");
  if (is_for_another_libc(facts))
    return refusal(
        name,
        fmt::format("the counting library did not attach: the program is linked with another C library ({})",
                    facts.loader),
        "build it with glibc to measure it");
  if (facts.is_privileged)
    return refusal(name,
                   "the counting library did not attach: the program is set-user-id or has file capabilities",
                   "measure a copy without them (cp drops both)");
  if (outcome.signal || outcome.exit_code.value_or(0) != 0) {
    const std::string said = last_line(outcome.standard_error.tail);
    return Error{ExitStatus::kScenario,
                 fmt::format("{}: {} before the counting library could attach{}", name, describe_end(outcome),
                             said.empty() ? "" : ": " + said),
                 "run the command by itself first"};
  }
  return refusal(name, "the counting library did not attach",
                 "is LD_PRELOAD allowed here? `highwater doctor` says what works on this machine");
}

std::optional<Error> refuse_report(const std::string& name, const ProcessReport& report,
                                   bool follows_children) {
  const char* measure_directly =
      "give --children to follow it, or measure the program itself instead of what starts it";
  if (!follows_children && report.state == counting::kReplaced)
    return refusal(name,
                   "the program replaced itself by exec, so the numbers would be those of what started it",
                   measure_directly);
  if (follows_children && report.state == counting::kReplaced)
    return refusal(
        name, "the program replaced itself by exec with one to which the counting library did not attach",
        "is that one static, set-user-id, started without LD_PRELOAD (env -i), or short of memory (ulimit "
        "-v)?");
  if (!follows_children && (report.flags & counting::kWrapper) != 0)
    return refusal(
        name, "the program ran the rest of its command line in a child, so the numbers would be a wrapper's",
        measure_directly);
  if ((report.flags & counting::kOwnMalloc) != 0) return refusal(name, kOwnAllocator, kUseMassif);
  if ((report.flags & counting::kNoForkGuard) != 0)
    return refusal(name,
                   "this kernel has no MADV_WIPEONFORK, so a forked child would be counted as the program",
                   "Linux 4.14 or later is needed");
  if ((report.flags & counting::kTableFull) != 0)
    return refusal(name, "the counting library found no memory for its table of blocks",
                   "raise the memory limit (ulimit -v, RLIMIT_AS) of the scenario");
  if ((report.flags & counting::kTooManyRegions) != 0)
    return refusal(name,
                   fmt::format("more than {} regions, or more than {} open at once", counting::kMaxRegions,
                               counting::kMaxOpenRegions),
                   "use one region of one name for what is alike");
  if (report.untracked_allocations > 0)
    return refusal(
        name,
        fmt::format("{} allocations or releases ({} bytes) in signal handlers interrupted the counting and "
                    "are missing",
                    report.untracked_allocations, report.untracked_bytes),
        "allocating in a signal handler is undefined (signal-safety(7)); " + std::string(kUseMassif));
  return std::nullopt;
}

}  // namespace highwater
