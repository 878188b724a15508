// SPDX-License-Identifier: Apache-2.0
// The project's own scenarios (scenarios/): their commands, what they say of themselves with --describe, and
// their numbers.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tests/gate/testing/project.h"

namespace highwater {

class RealScenario {
 public:
  // "batch_download/trimmed".
  explicit RealScenario(std::string name);

  const std::string& name() const { return name_; }
  Words command() const;

  // What --describe prints, by key. A key that is not there fails the test.
  std::int64_t fact(const std::string& key) const;

  // Of its only region, measured now.
  RegionResult measure(const std::string& probe) const;

 private:
  std::string name_;
  std::map<std::string, std::int64_t> facts_;
};

}  // namespace highwater
