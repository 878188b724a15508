// SPDX-License-Identifier: Apache-2.0
// Fixture programs measured by the real counting probe, with the library of this build.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/process.h"
#include "probe/counting_probe.h"

namespace highwater::e2e {

// The gated metrics, so that a test names only those that are not zero.
struct Numbers {
  std::int64_t allocations = 0;
  std::int64_t allocated_bytes = 0;
  std::int64_t peak_bytes = 0;
  std::int64_t retained_bytes = 0;
  std::int64_t retained_blocks = 0;

  bool operator==(const Numbers&) const = default;
};
Numbers numbers_of(const Metrics& metrics);
Numbers operator-(const Numbers& left, const Numbers& right);
Numbers operator+(const Numbers& left, const Numbers& right);
void PrintTo(const Numbers& numbers, std::ostream* out);  // found by GoogleTest

// What every measured program of these tests gets: a variable more or less moves the numbers of a shell.
// Perl's hashes are laid out otherwise in every run unless they are told not to.
std::vector<std::string> fixed_environment();

struct Setting {
  Children children = Children::kIgnore;
  std::vector<std::string> environment = fixed_environment();
  std::string preload = HIGHWATER_TEST_LIBRARY;
  Sites sites = Sites::kOff;
  bool watched = false;  // with sites: as a recording that is on from the start
  InjectionOrder injection{};
};

ProcessRunner& runner();

Expected<ProbeRun> probe(const std::vector<std::string>& command, const Setting& setting = {});

// A run that is expected to give numbers; without them the test fails, and the run returned is empty.
ProbeRun measured(const std::vector<std::string>& command, const Setting& setting = {});

// The numbers of a run that is expected to exit with 0.
Numbers counted(const std::vector<std::string>& command, const Setting& setting = {});

// The error of a run that is expected to be refused.
Error refused(const std::vector<std::string>& command, const Setting& setting = {});

// The same command, unmeasured.
ProcessOutcome plain_run(const std::vector<std::string>& command,
                         const std::vector<std::string>& environment = fixed_environment());

}  // namespace highwater::e2e
