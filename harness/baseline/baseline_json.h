// SPDX-License-Identifier: Apache-2.0
// The baseline file: a Baseline as JSON, schema 1 (harness/README.md). It is read by people in git diffs
// first: keys are sorted and every value has its line. Store and proposals read and write it here.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "baseline/baseline.h"

namespace highwater {

// Which baseline a file holds; its path says so, and its text must agree.
struct BaselineKey {
  std::string profile;
  std::string scenario;

  bool operator==(const BaselineKey&) const = default;
};

// Two-space indented, a trailing newline. Text that is not UTF-8 is shown with replacement characters.
std::string to_json(const Baseline& baseline);

// `name` is the file's, for messages. Strict, because a value that is misread is a gate that does not hold:
// not JSON, too old, too new, an unknown, missing or ill-typed key, and the wrong scenario are different
// errors (kUsage); a file for another profile than `key` says is kBaseline.
Expected<Baseline> baseline_from_json(std::string_view text, const std::string& name, const BaselineKey& key);

}  // namespace highwater
