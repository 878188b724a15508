// SPDX-License-Identifier: Apache-2.0
// Somebody's project (tests/gate/testing/project.h) in a git repository, with commits of known dates.
//
//     Repository repository;
//     repository.accept(100000, "first numbers");
//     EXPECT_THAT(repository.trend(), Succeeds());
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/gate/testing/project.h"

namespace highwater {

class Repository {
 public:
  Repository();

  Project& project() { return project_; }

  // The scenario allocates that much at its peak from now on, `update` accepts it, and a commit follows.
  void accept(std::int64_t peak, const std::string& reason, const std::string& scenario = "a/b");
  // All changes, as a commit a day after the last one. The first is of 2025-01-01.
  void commit(const std::string& subject);
  // Replaces the first `old` in the scenario's baseline, which must be there.
  void edit(const std::string& scenario, const std::string& old, const std::string& text);
  // Of `git <words>`.
  Ran git(const std::string& words);

  Ran trend(const Words& arguments = {});
  // The only scenario of `trend --json -`.
  nlohmann::json trend_json(const Words& arguments = {});

 private:
  Project project_;
  std::int64_t time_ = 1735689600 - 86400;
};

}  // namespace highwater
