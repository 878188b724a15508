// SPDX-License-Identifier: Apache-2.0
// A check as JUnit XML, the format in which CI servers take the results of tests: Jenkins, GitLab, GitHub's
// test reporters.
#pragma once

#include <string>

#include "compare/outcome.h"

namespace highwater {

// One test suite a scenario and profile, with the numbers as its properties; one test case a probe. A number
// that fails the check is a <failure>; what could not be measured or compared an <error>; a measurement that
// was held to nothing is skipped. What is wrong with the baselines as a whole is a suite of its own. Well
// formed XML 1.0 whatever the names hold.
std::string render_junit(const CheckReport& report, Improvements improvements);

}  // namespace highwater
