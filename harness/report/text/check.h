// SPDX-License-Identifier: Apache-2.0
// A check as text: the table of all outcomes, then each failure with its numbers and the command that accepts
// them. For people; not a format that anything should parse.
#pragma once

#include <string>

#include "compare/outcome.h"

namespace highwater {

struct CheckTextOptions {
  bool color = false;
  Improvements improvements = Improvements::kReport;
  std::string update_command;    // "highwater update --manifest build/highwater.json"
  std::string source_root = {};  // files below it are shown by their path from there
};

std::string render_check(const CheckReport& report, const CheckTextOptions& options);

}  // namespace highwater
