// SPDX-License-Identifier: Apache-2.0
// A folder in which the real tools meet: `highwater`, `go tool pprof` and `ms_print`, each without a network,
// a home or a past.
#pragma once

#include <string>

#include "result/measurement.h"
#include "tests/gate/testing/project.h"

namespace highwater {

class Workshop {
 public:
  Workshop();

  Project& project() { return project_; }

  // Writes a result file; returns its name in the folder.
  std::string save(const std::string& name, const Measurement& measurement);
  // Measures the fixture (fixtures/program.cc) with sites.
  std::string measure(const std::string& name, int scale);
  Measurement load(const std::string& name) const;

  // Standard output, whole, of a command that must succeed without a word on standard error. Words are
  // separated by blanks; the shell reads them.
  std::string highwater(const std::string& words) { return output_of("\"$HIGHWATER\" " + words); }
  std::string pprof(const std::string& words) { return output_of("go tool pprof " + words); }
  std::string output_of(const std::string& command);

  // Exports `result` as a pprof profile, of a region where one is named; returns the file's name.
  std::string profile_of(const std::string& result, const std::string& region = "");

 private:
  Project project_;
};

}  // namespace highwater
