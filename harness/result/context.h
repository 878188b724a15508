// SPDX-License-Identifier: Apache-2.0
// Where numbers come from: the platform and the tools. Recorded with every result and every baseline.
#pragma once

#include <map>
#include <string>

namespace highwater {

// An empty string is "not known".
struct Context {
  std::string profile;   // profile key, "linux-x86_64-gnu12-release"
  std::string compiler;  // of the scenario, as the manifest says
  std::string libc;
  std::string kernel;
  std::string valgrind;
  std::string revision;  // of the repository that holds the scenario
  // Shared libraries of the system that the program is linked with, those of libraries included: by the name
  // that it asks for ("libjpeg.so.62"), the file that it gets and the start of its build id
  // ("libjpeg.so.62.3.0 1f0c62a9"). Empty where nobody looked: it takes a process, so only update and failing
  // checks do.
  std::map<std::string, std::string> libraries;

  bool operator==(const Context&) const = default;
};

// The fields that are one text, by name, for everything that reads, writes or compares contexts.
struct ContextField {
  const char* name;
  std::string Context::*member;
};
inline constexpr ContextField kContextFields[] = {
    {"profile", &Context::profile}, {"compiler", &Context::compiler}, {"libc", &Context::libc},
    {"kernel", &Context::kernel},   {"valgrind", &Context::valgrind}, {"revision", &Context::revision},
};

// Fills in what the running system tells: libc and kernel. The rest is left empty.
Context system_context();

}  // namespace highwater
