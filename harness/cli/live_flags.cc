// SPDX-License-Identifier: Apache-2.0
#include "cli/live_flags.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/amount.h"
#include "base/duration.h"
#include "cli/number_flags.h"

namespace highwater {
namespace {

Expected<std::optional<std::chrono::milliseconds>> duration_of(const char* flag, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::optional<std::chrono::milliseconds> duration = parse_duration(text);
  if (!duration)
    return fail(ExitStatus::kUsage, fmt::format("{}: \"{}\" is no span of time", flag, text),
                kDurationExamples);
  if (duration->count() == 0)
    return fail(ExitStatus::kUsage, fmt::format("{}: \"{}\" is no time at all", flag, text),
                kDurationExamples);
  return duration;
}

}  // namespace

void add_live_flags(CLI::App& command, LiveFlags& flags) {
  command.add_option("--fail-above", flags.fail_above,
                     "end the command, and fail, when more than SIZE bytes are live (512MiB)");
  command.add_option("--for", flags.run_for, "end the command after TIME (10m): it is not a failure");
  command.add_option("--snapshot-every", flags.snapshot_every, "keep a numbered result every TIME (30s)");
  command.add_option("--snapshots", flags.snapshots,
                     "the DIR for numbered results (default: beside the file of --json)");
  command.add_option("--keep", flags.keep, "how many numbered results stay: the last N (default 10)")
      ->check(whole_number(1));
}

Expected<LiveRules> live_rules(const LiveFlags& flags) {
  LiveRules rules;
  if (!flags.fail_above.empty()) {
    rules.fail_above_bytes = parse_amount(flags.fail_above, Counted::kBytes);
    if (!rules.fail_above_bytes || *rules.fail_above_bytes <= 0)
      return fail(ExitStatus::kUsage, fmt::format("--fail-above: \"{}\" is no size", flags.fail_above),
                  amount_example(Counted::kBytes));
  }
  HIGHWATER_TRY(rules.snapshot_every, duration_of("--snapshot-every", flags.snapshot_every));
  HIGHWATER_TRY(rules.run_for, duration_of("--for", flags.run_for));
  return rules;
}

std::optional<SnapshotPlace> snapshot_place(const LiveFlags& flags, const std::string& json) {
  const bool has_file = !json.empty() && json != "-";
  if (flags.snapshots.empty() && !has_file) return std::nullopt;
  SnapshotPlace place;
  place.keep = flags.keep;
  if (has_file) {
    const std::filesystem::path file(json);
    place.folder = file.has_parent_path() ? file.parent_path().string() : ".";
    place.stem = file.extension() == ".json" ? file.stem().string() : file.filename().string();
  }
  if (!flags.snapshots.empty()) place.folder = flags.snapshots;
  return place;
}

}  // namespace highwater
