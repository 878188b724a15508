// SPDX-License-Identifier: Apache-2.0
// Which call sites a difference comes from, as text below a failed check.
#pragma once

#include <string>
#include <vector>

#include "compare/explanation.h"

namespace highwater {

struct ExplanationTextOptions {
  bool color = false;
  std::string source_root;  // files below it are shown by their path from there, others by name alone
};

// The rows of each, indented; the first metric's in full, the others' largest. Each block ends with its
// TOTAL, which is the sum of its rows. Then the hints.
std::string render_explanations(const std::vector<Explanation>& explanations,
                                const ExplanationTextOptions& options);

}  // namespace highwater
