// SPDX-License-Identifier: Apache-2.0
// `update --from DIR…`: takes what checks on other machines have proposed.
#pragma once

#include <string>
#include <vector>

#include "cli/session.h"

namespace highwater {

struct UpdateFromFlags {
  std::vector<std::string> folders;
  std::vector<std::string> names;
  std::string reason;
  bool commit = false;
};

ExitStatus update_from(Session& session, const UpdateFromFlags& flags);

}  // namespace highwater
