// SPDX-License-Identifier: Apache-2.0
// A project's first manifest, baselines and CI file, out of a build folder, without a question. Called by
// `init`.
#pragma once

#include <string>
#include <vector>

#include "gate/check.h"
#include "gate/found_tests.h"

namespace highwater {

enum class CiServer { kGitHub, kGitLab, kNone };

struct InitRequest {
  std::string project;       // the folder that gets the files; absolute
  std::string build_folder;  // in it or elsewhere
  std::string profile;       // key of the baselines; empty: the manifest's default
  CiServer ci = CiServer::kNone;
};

struct InitReport {
  std::vector<std::string> scenarios;
  std::vector<std::string> left_out;  // "name: why"
  std::vector<std::string> written;   // paths, relative to the project
};

// The CI server by what is in the project: GitLab where there is a .gitlab-ci.yml, else GitHub.
CiServer ci_server_of(const std::string& project);

// Measures what it finds once, and leaves out what fails or cannot be measured; writes the manifest and the
// CI file; makes the baselines by an update. Errors: a file that would be overwritten, found out before
// anything is run (kUsage); those of find_tests() and of update(); nothing of what was found can be measured
// (kScenario).
Expected<InitReport> init(ProcessRunner& runner, Probes& probes, const InitRequest& request,
                          const ProgressListener& listener);

}  // namespace highwater
