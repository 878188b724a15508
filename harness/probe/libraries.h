// SPDX-License-Identifier: Apache-2.0
// Which builds of the system's shared libraries a program gets: Context::libraries, so that a failing check
// can say that one of them changed since the baseline. The probes ask when sites are wanted, which is when
// numbers are accepted or a failure is explained.
#pragma once

#include <map>
#include <string>

#include "base/process.h"
#include "probe/probe.h"

namespace highwater {

// By the name that is asked for ("libjpeg.so.62"), the file that it gets and the first eight digits of its
// build id ("libjpeg.so.62.3.0 1f0c62a9"). The program's own loader says which: `ld.so --list`, which runs
// nothing of the program and takes a millisecond or two. Of a script it is the interpreter's. Left out are
// libraries outside /lib* and /usr: those of the project are what is measured, and change with it; and what
// is loaded with dlopen(), which no loader can know. Empty where nothing can be said (a static program,
// another architecture): a hint is not worth a failure. BORROWS nothing.
std::map<std::string, std::string> libraries_of(ProcessRunner& runner, const ProbeRequest& request);

// What `ld.so --list` prints, as names and paths.
std::map<std::string, std::string> parse_loader_list(const std::string& text);

// "libjpeg.so.62.3.0 1f0c62a9" of a library's path; empty where it is not one of the system's.
std::string version_of_library(const std::string& path);

}  // namespace highwater
