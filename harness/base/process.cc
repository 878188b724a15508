// SPDX-License-Identifier: Apache-2.0
#include "base/process.h"

#include <fmt/format.h>
#include <string.h>
#include <unistd.h>

namespace highwater {

std::string describe_end(const ProcessOutcome& outcome) {
  if (outcome.timed_out)
    return fmt::format("time-out after {} s", static_cast<double>(outcome.elapsed.count()) / 1000);
  if (outcome.signal) {
    const char* name = ::sigabbrev_np(*outcome.signal);
    return name == nullptr ? fmt::format("signal {}", *outcome.signal)
                           : fmt::format("signal {} (SIG{})", *outcome.signal, name);
  }
  return fmt::format("exit code {}", outcome.exit_code.value_or(0));
}

std::vector<std::string> current_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  return variables;
}

}  // namespace highwater
