// SPDX-License-Identifier: Apache-2.0
// A function table as text, as `top` and `diff` print it: what pprof's -top prints, line for line below the
// first.
#pragma once

#include <optional>
#include <string>

#include "report/function_table.h"
#include "report/text/byte_scale.h"

namespace highwater {

struct TopTextOptions {
  std::string subject;                          // the first line: which result, which part of it
  By by = By::kPeak;                            // what the table is of
  std::optional<ByteUnit> unit = std::nullopt;  // none: the one that suits the numbers
  bool color = false;
};

std::string render_top(const FunctionTable& table, const TopTextOptions& options);

}  // namespace highwater
