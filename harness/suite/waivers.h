// SPDX-License-Identifier: Apache-2.0
// Waivers, waivers.json: regressions that are known, and let through for a while, up to a ceiling. They are
// data in git, because letting one through is a decision that somebody reviews. `check` and `list` read them;
// what they do to a verdict is compare/waiving.h. Format: harness/docs/waivers.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "suite/manifest.h"

namespace highwater {

struct Waiver {
  std::string scenario;                // one of the manifest
  std::string metric;                  // one of kMetricNames
  std::optional<std::string> profile;  // none: on every platform
  std::optional<std::string> probe;    // none: with every probe that the scenario has
  std::int64_t ceiling = 0;            // the number that is let through at most, in the metric's unit
  std::string expires;                 // "2027-01-31": the last day on which it holds, in UTC
  std::string issue;                   // where the work on it is followed
  std::string reason;

  bool operator==(const Waiver&) const = default;
};

struct Waivers {
  std::string path;             // the file; also where there is none
  std::vector<Waiver> waivers;  // sorted by scenario, metric, profile, probe; no two cover the same number

  bool operator==(const Waivers&) const = default;
};

// The manifest's file, or waivers.json beside the folder of baselines; where that is not there, no waivers.
// Errors are kUsage and name file, line and key: what cannot be read; a file that the manifest names and that
// is not there; a scenario, metric or probe that does not exist; records out of order; two for one number.
Expected<Waivers> load_waivers(const Manifest& manifest);

// The same from text; `path` is for messages.
Expected<Waivers> parse_waivers(std::string_view text, const std::string& path, const Manifest& manifest);

// Those of `scenario`. BORROWS from `waivers`.
std::span<const Waiver> waivers_of(const Waivers& waivers, const std::string& scenario);

// Does it cover what `probe` measures on the platform `profile`?
bool covers(const Waiver& waiver, const std::string& profile, const std::string& probe);

// Is its last day over at `today`, in seconds since 1970?
bool is_expired(const Waiver& waiver, std::int64_t today);

// How many days it still holds, the running one included; 0: it has expired.
std::int64_t days_left(const Waiver& waiver, std::int64_t today);

}  // namespace highwater
