// SPDX-License-Identifier: Apache-2.0
// Why a massif run gave no numbers that can be trusted: one message and remedy for each reason. Used by the
// massif probe.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "base/process.h"
#include "probe/elf.h"
#include "probe/massif_events.h"

namespace highwater {

// What is known before the run: nothing, or why there is no point in it.
std::optional<Error> refuse_for_massif(const std::string& program, const ExecutableFacts& facts);

struct MassifEvidence {
  std::string program;  // as the user named it
  ExecutableFacts facts;
  std::optional<std::string> log;  // Valgrind's; none when it did not get as far as to open it
  bool wrote_reports = false;      // both files of the measured process
  MassifWireHeader header{};       // the shim's
};

// The reason, or nothing when the run can be vouched for. kProbe, except kUsage where Valgrind could not
// start the program, kScenario after a time-out or a failure before anything was attached, and kInterrupted.
std::optional<Error> diagnose_massif(const ProcessOutcome& outcome, const MassifEvidence& evidence);

}  // namespace highwater
