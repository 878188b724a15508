// SPDX-License-Identifier: Apache-2.0
// Commands on machines that are otherwise: with other file systems, without memfd_create.
#pragma once

#include <unistd.h>

#include <string>
#include <vector>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {

// The command as root in a mount namespace, after `mounts`, a shell's command line. The test itself may be
// nobody.
inline ProcessOutcome inside(const std::string& mounts, const std::vector<std::string>& command) {
  std::vector<std::string> words = {"unshare", "--mount"};
  if (::geteuid() != 0) words.emplace_back("--map-root-user");  // which is forbidden in a chroot
  words.insert(words.end(), {"sh", "-c", mounts + " && exec \"$@\"", "sh"});
  words.insert(words.end(), command.begin(), command.end());
  return plain_run(words);
}

inline std::vector<std::string> without_memfd(const std::vector<std::string>& command) {
  std::vector<std::string> words = {HIGHWATER_TEST_WITHOUT_CALL};
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

}  // namespace highwater::e2e
