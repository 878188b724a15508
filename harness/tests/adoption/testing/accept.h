// SPDX-License-Identifier: Apache-2.0
// First baselines, of one run each: how a number varies is not what these tests are about.
#pragma once

#include "tests/gate/testing/project.h"

namespace highwater {

inline void accept_once(Project& project) {
  EXPECT_THAT(project.update({"--runs", "1", "--reason", "first numbers"}), Succeeds());
}

}  // namespace highwater
