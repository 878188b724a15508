// SPDX-License-Identifier: Apache-2.0
// A check as workflow commands of GitHub Actions: printed in a job, they mark the source line that grew in
// the pull request.
#pragma once

#include <string>

#include "compare/outcome.h"

namespace highwater {

// One line "::error file=…,line=…,title=…::message" for each failure, without file and line where they are
// not known or not in the repository; "::warning" for what is waived. `source_root` is the folder that is the
// repository; paths below it become relative, as GitHub wants them. Empty: paths stay as they are.
std::string render_annotations(const CheckReport& report, Improvements improvements,
                               const std::string& source_root);

}  // namespace highwater
