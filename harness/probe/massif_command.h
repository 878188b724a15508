// SPDX-License-Identifier: Apache-2.0
// What the massif probe runs: where programs are found, Valgrind's command line, the environment with the
// shim in it.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "probe/elf.h"

namespace highwater {

// A program as it would be started.
struct Program {
  std::string path;       // of its file
  ExecutableFacts facts;  // of the file, or of its interpreter when it is a script
};

// What `name` means for a process with this environment and working directory (empty: the caller's): itself
// if it has a slash, else the first executable of that name in PATH. Errors (kUsage), in the launcher's
// words: absent, not executable, neither a program nor a script. (Valgrind itself would give anything to the
// shell.)
Expected<Program> find_program(const std::string& name, const std::vector<std::string>& environment,
                               const std::string& working_directory);

// `valgrind` in the environment's PATH. Error: kProbe.
Expected<std::string> find_valgrind(const std::vector<std::string>& environment);

// The program measured by massif, its files in `folder`; "%p" in the names stands for the process.
std::vector<std::string> massif_command(const std::string& valgrind, const std::string& folder,
                                        const std::vector<std::string>& command);

// The environment with the shim (as it is called in `folder`) preloaded before what is preloaded already.
std::vector<std::string> massif_environment(std::vector<std::string> environment, const std::string& folder);

}  // namespace highwater
