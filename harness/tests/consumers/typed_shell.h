// SPDX-License-Identifier: Apache-2.0
// A shell on a pseudo-terminal, at which somebody types. For tests of completion, which shells offer nobody
// else.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/fd.h"

namespace highwater {

class TypedShell {
 public:
  // Starts it in `folder`. Its start-up file must set the prompt to kPrompt.
  TypedShell(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
             const std::string& folder);
  ~TypedShell();
  // A copy would end the shell twice.
  TypedShell(const TypedShell&) = delete;
  TypedShell& operator=(const TypedShell&) = delete;

  static constexpr const char* kPrompt = "READY> ";

  // Types the keys and a line end, and gives back what stands between "ARGS<" and ">" in the answer: what the
  // start-up file makes the command print. A failed test, and "", when it does not come.
  std::string type(const std::string& keys);

 private:
  // Reads until `text` has come; what came up to its end. Empty: it did not.
  std::string read_until(const std::string& text);

  Fd terminal_;
  pid_t child_ = -1;
  std::string pending_;
};

}  // namespace highwater
