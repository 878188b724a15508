// SPDX-License-Identifier: Apache-2.0
// A check's numbers in the form that ctest looks for in a test's output and hands on to a dashboard, CDash
// say.
#pragma once

#include <string>

#include "compare/outcome.h"

namespace highwater {

// "peak_bytes", "retained_bytes" and "allocations" of every outcome that has numbers, and the file
// `html_path` as "report" where it is not empty. With more than one outcome the names begin with scenario and
// probe. REQUIRES: html_path is absolute, for ctest runs in another folder, and the file is there.
std::string render_ctest_measurements(const CheckReport& report, const std::string& html_path);

// What else is printed in such a test, safe from being taken for a measurement: ctest reads all from the
// first to the last of them as one piece of XML.
std::string without_ctest_measurements(std::string text);

}  // namespace highwater
