// SPDX-License-Identifier: Apache-2.0
// Why the counting probe has no number to give: every reason in words, with the remedy. Pure, except for
// reading the executable's file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/process.h"
#include "probe/elf.h"
#include "probe/segment.h"

namespace highwater {

// What is known before the run: a sanitizer's runtime must come first in a process and refuses company.
std::optional<Error> refuse_executable(const std::string& name, const ExecutableFacts& facts);

// Of an operator new of the program's own, which may take memory from where nothing is counted.
std::optional<std::string> warn_of_own_new(const ExecutableFacts& facts);

// The library was preloaded and never reported.
Error not_attached(const std::string& name, const ExecutableFacts& facts, const ProcessOutcome& outcome);

// The program became another image by exec, which did not report, while `lost` images found no room.
Error replaced_without_room(const std::string& name, std::uint32_t lost);

// The library reported that its numbers are not to be trusted, or not the program's.
std::optional<Error> refuse_report(const std::string& name, const ProcessReport& report,
                                   bool follows_children);

}  // namespace highwater
