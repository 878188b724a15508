// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <fmt/format.h>

#include <system_error>

namespace highwater {

tl::unexpected<Error> fail_errno(int error_number, const char* call, const std::string& path,
                                 std::string hint) {
  return fail(ExitStatus::kUsage,
              fmt::format("{}: {}: {}", path, call, std::generic_category().message(error_number)),
              std::move(hint));
}

}  // namespace highwater
