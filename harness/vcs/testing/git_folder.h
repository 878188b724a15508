// SPDX-License-Identifier: Apache-2.0
// A folder of its own for a test with the real git: nobody's settings, a fixed author and date. For the tests
// of this layer.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/file.h"
#include "base/launcher.h"

namespace highwater {

class GitFolder : public testing::Test {
 protected:
  // Runs the script in the folder; it must succeed. What it prints.
  std::string shell(const std::string& script) {
    ProcessSpec spec;
    spec.argv = {"sh", "-ec", script};
    spec.environment = {"PATH=/usr/local/bin:/usr/bin:/bin",
                        "HOME=" + folder_.path(),
                        "GIT_AUTHOR_NAME=n",
                        "GIT_AUTHOR_EMAIL=e",
                        "GIT_COMMITTER_NAME=n",
                        "GIT_COMMITTER_EMAIL=e",
                        "GIT_AUTHOR_DATE=1700000000 +0100",
                        "GIT_COMMITTER_DATE=1700000000 +0100"};
    spec.working_directory = folder_.path();
    spec.stdio = Stdio::kCapture;
    const ProcessOutcome outcome = *launcher_.run(spec);
    EXPECT_EQ(outcome.exit_code, 0) << script << "\n" << outcome.standard_error.tail;
    return outcome.standard_output.tail;
  }

  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-git-test");
  Launcher launcher_ = *Launcher::start();
};

}  // namespace highwater
