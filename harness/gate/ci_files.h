// SPDX-License-Identifier: Apache-2.0
// The pipelines of ci/ as a project gets them. The texts are put into the command when it is built. For
// init.cc.
#pragma once

#include <cstddef>
#include <string>

#include "gate/init.h"

namespace highwater {

struct CiValues {
  std::string build_folder;
  std::string manifest;
  std::size_t scenarios = 1;
};

// Where in a project its file belongs; empty for none. GitLab's is included by the one that is there already.
std::string ci_path(CiServer server);

// REQUIRES: a server.
std::string ci_text(CiServer server, const CiValues& values);

}  // namespace highwater
