// SPDX-License-Identifier: Apache-2.0
// The one error type of the harness, and the one way to hand it upwards. Libraries return errors; only cli/
// prints them.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/exit_status.h"

namespace highwater {

// What went wrong, for a person: `what` says what and where ("baselines/x.json:3: …"), lower case and without
// a full stop; `hint` is the remedy, or empty where there is none. `status` is the exit code that the failure
// stands for.
struct Error {
  ExitStatus status = ExitStatus::kUsage;
  std::string what;
  std::string hint;

  bool operator==(const Error&) const = default;
};

template <typename T>
using Expected = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ExitStatus status, std::string what, std::string hint = {}) {
  return tl::unexpected<Error>(Error{status, std::move(what), std::move(hint)});
}

// "path: call: reason", the reason taken from `error_number` as errno has it.
tl::unexpected<Error> fail_errno(int error_number, const char* call, const std::string& path,
                                 std::string hint = {});

}  // namespace highwater

#define HIGHWATER_CONCAT_(a, b) a##b
#define HIGHWATER_CONCAT(a, b) HIGHWATER_CONCAT_(a, b)

// HIGHWATER_TRY(auto file, open(path)): the value, or returns the error from the enclosing function.
#define HIGHWATER_TRY(declaration, expression)                                                      \
  auto HIGHWATER_CONCAT(try_, __LINE__) = (expression);                                             \
  if (!HIGHWATER_CONCAT(try_, __LINE__))                                                            \
    return tl::unexpected<::highwater::Error>(std::move(HIGHWATER_CONCAT(try_, __LINE__)).error()); \
  declaration = *std::move(HIGHWATER_CONCAT(try_, __LINE__))

// The same where success carries no value.
#define HIGHWATER_TRY_VOID(expression)                                        \
  do {                                                                        \
    if (auto try_void = (expression); !try_void)                              \
      return tl::unexpected<::highwater::Error>(std::move(try_void).error()); \
  } while (false)
