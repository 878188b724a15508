// SPDX-License-Identifier: Apache-2.0
// ci/github-actions.yml and ci/gitlab-ci.yml, word for word. Defined in a file that CMake makes of them.
#pragma once

namespace highwater {

extern const char* const kGitHubActions;
extern const char* const kGitLabCi;

}  // namespace highwater
