// SPDX-License-Identifier: Apache-2.0
// What is asked of git. `check` and `update` record with their numbers which commit they belong to.
#pragma once

#include <string>

#include "base/error.h"
#include "base/process.h"

namespace highwater {

// The commit that is checked out in `folder`, 12 hexadecimal digits; empty where there is none to be had (no
// git, no repository, no commit yet), since numbers are as good without. Uncommitted changes are not marked:
// an update always precedes its own commit. An error means that git was interrupted (kInterrupted).
Expected<std::string> revision(ProcessRunner& runner, const std::string& folder);

}  // namespace highwater
