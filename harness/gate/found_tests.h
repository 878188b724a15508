// SPDX-License-Identifier: Apache-2.0
// What there is in a build folder that a scenario could be made of: the tests that ctest knows, else the
// executables. For init.cc alone.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/process.h"

namespace highwater {

struct FoundTest {
  std::string name;  // a valid path name, unique among those found
  std::vector<std::string> command;
  std::string working_directory;  // absolute
  std::map<std::string, std::string> environment;
  std::optional<std::chrono::seconds> timeout;
};

struct FoundTests {
  std::vector<FoundTest> tests;
  std::vector<std::string> left_out;  // "name: why"
};

// Errors (kUsage): no such folder; ctest cannot be asked; there is nothing in it.
Expected<FoundTests> find_tests(ProcessRunner& runner, const std::string& build_folder);

// From what `ctest --show-only=json-v1` says, run in the absolute `folder`.
Expected<FoundTests> tests_of_ctest(std::string_view json, const std::string& folder);

}  // namespace highwater
