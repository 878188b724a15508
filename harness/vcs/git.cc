// SPDX-License-Identifier: Apache-2.0
#include "vcs/git.h"

#include <chrono>

#include "vcs/git_command.h"

namespace highwater {
namespace {

constexpr std::size_t kDigits = 12;
constexpr std::chrono::seconds kTimeout{10};  // a repository on a network file system that hangs

bool is_hexadecimal(const std::string& text) {
  return text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

Expected<std::string> revision(ProcessRunner& runner, const std::string& folder) {
  ProcessSpec spec;
  spec.argv = {"git", "-C", folder.empty() ? "." : folder, "rev-parse", "--verify", "--quiet", "HEAD"};
  spec.environment = git_environment();
  spec.stdio = Stdio::kCapture;
  spec.group = ProcessGroup::kOwn;
  spec.timeout = kTimeout;
  const Expected<ProcessOutcome> outcome = runner.run(spec);
  if (!outcome) return std::string();  // no git
  if (outcome->interrupted) return fail(ExitStatus::kInterrupted, "interrupted");
  if (outcome->exit_code != 0) return std::string();
  // 40 digits, or 64 with SHA-256, and a newline. Cut here, because --short grows with the repository.
  const std::string digits = outcome->standard_output.tail.substr(0, kDigits);
  return digits.size() == kDigits && is_hexadecimal(digits) ? digits : std::string();
}

}  // namespace highwater
