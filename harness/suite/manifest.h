// SPDX-License-Identifier: Apache-2.0
// The manifest, highwater.json: which scenarios there are, how each is run and where its numbers go. CMake
// writes it into the build folder; a project without CMake writes it by hand. `check`, `update` and `list`
// start from it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace highwater {

// The words a manifest may use. suite/ stands beside result/, not on it; a test in compare/ holds the two to
// the same list.
inline constexpr const char* kMetricNames[] = {"peak_bytes",      "retained_bytes",
                                               "retained_blocks", "allocated_bytes",
                                               "allocations",     "growth_bytes_per_iteration"};
inline constexpr const char* kProbeNames[] = {"counting", "massif"};

// What a scenario declares for one metric. Of the two parts one may be left out, which makes it 0: the
// declared part is the whole tolerance.
struct DeclaredTolerance {
  std::int64_t absolute = 0;  // bytes, or a count
  double relative = 0;        // of the baseline; 0.05 is 5 %

  bool operator==(const DeclaredTolerance&) const = default;
};

struct Scenario {
  std::string name;                  // a valid path name (base/path_name.h), unique in the manifest
  std::vector<std::string> command;  // at least the program
  std::vector<std::string> probes = {"counting"};  // at least one, each once; the first is the primary one
  std::chrono::seconds timeout{60};
  std::optional<std::string> region;               // the one to gate; none: the only region, else the process
  std::string working_directory;                   // the manifest's folder by default; empty: the caller's
  std::map<std::string, std::string> environment;  // added to the fixed environment of a check
  std::map<std::string, DeclaredTolerance> tolerances;  // by metric name; the rest has the default tolerance
  // How many bytes of what is kept at the end are content; tells waste from use where retained bytes grow.
  std::optional<std::int64_t> payload_bytes;
  // The scenario is run once for each, with `{size}` in its command replaced by it; at least two, increasing.
  // Empty: the scenario has no sizes.
  std::vector<std::int64_t> sizes;

  bool operator==(const Scenario&) const = default;
};

struct Manifest {
  std::string path;
  std::string profile;    // key of the baselines; "linux-<machine>" where the manifest names none
  std::string compiler;   // of the scenarios; empty: not known
  std::string baselines;  // folder of all profiles' baselines
  std::string results;    // folder for result files
  std::optional<std::string>
      waivers;  // the file of them; none: waivers.json beside `baselines`, if there is one
  std::optional<std::string>
      config;  // the configuration; none: highwater.config.json beside `baselines`, if there is one
  std::vector<Scenario> scenarios;  // at least one, in the manifest's order

  bool operator==(const Manifest&) const = default;
};

struct Configuration;

// Reads the manifest at `path`, and the configuration that belongs to it. Every error is kUsage, and names
// file, line and key; a manifest that does not exist has a hint of its own. Paths in it that are relative are
// relative to the manifest's folder.
Expected<Manifest> load_manifest(const std::string& path);

// The same from text; `path` is for messages and for relative paths.
Expected<Manifest> parse_manifest(std::string_view text, const std::string& path);
Expected<Manifest> parse_manifest(std::string_view text, const std::string& path,
                                  const Configuration& configuration);

}  // namespace highwater
