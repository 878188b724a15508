// SPDX-License-Identifier: Apache-2.0
// The sites of a result laid out as pprof lays a profile out: functions, locations and samples, each once.
// The pprof export writes it down (pprof_profile.h); the function table counts in it (function_graph.h), so
// that both start from the same samples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "report/sample_types.h"
#include "result/measurement.h"

namespace highwater {

struct SiteProfile {
  // A module. Two files with the same build id are one, under the name of the first.
  struct Mapping {
    std::string path;
    std::string build_id;  // hexadecimal; may be empty
  };
  struct Function {
    std::string name;  // empty: not known
    std::string file;
  };
  struct Line {
    std::uint32_t function = 0;
    int line = 0;  // 0: not known
  };
  // An instruction that calls. The functions inlined there come first; nothing is known where there is none.
  struct Location {
    std::uint32_t mapping = kNoMapping;
    std::uint64_t offset = 0;  // in the mapping, as an address in the file's own terms
    std::vector<Line> lines;
  };
  struct Sample {
    std::vector<std::uint32_t> locations;  // leaf first
    SampleValues values = {};
  };
  static constexpr std::uint32_t kNoMapping = UINT32_MAX;

  std::vector<Mapping> mappings;  // the program's own first
  std::vector<Function> functions;
  std::vector<Location> locations;
  std::vector<Sample> samples;  // no two with the same locations; in the order of the sites
};

// What identifies a module: its build id, or its path where it has none.
const std::string& identity_of(const SiteProfile::Mapping& mapping);

// `sites` are those of the measurement's process or of one of its regions. REQUIRES: sums of their numbers do
// not overflow (site_selection.h).
SiteProfile make_site_profile(const Measurement& measurement, const std::vector<SiteResult>& sites);

}  // namespace highwater
