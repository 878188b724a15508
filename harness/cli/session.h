// SPDX-License-Identifier: Apache-2.0
// What every subcommand has at hand: the runner, how to write to the two streams, and errors in one form.
#pragma once

#include <string>

#include "base/error.h"
#include "base/process.h"
#include "base/terminal.h"
#include "gate/check.h"
#include "gate/measure.h"
#include "suite/manifest.h"

namespace highwater {

// Flags that every subcommand takes.
struct CommonFlags {
  std::string color = "auto";
  std::string manifest = "highwater.json";
};

class Session {
 public:
  // BORROWS: runner. `program` is argv[0], as the user typed it.
  Session(ProcessRunner& runner, std::string program) : runner_(runner), program_(std::move(program)) {}

  ProcessRunner& runner() { return runner_; }
  CommonFlags& flags() { return flags_; }

  bool color_out() const;
  bool color_err() const;

  // Results go to stdout. A reader that has gone away (EPIPE) is no error; a full disk is: kUsage.
  ExitStatus print(const std::string& text, ExitStatus status) const;
  // "highwater: error: …" and "hint: …" to stderr; returns the error's status.
  ExitStatus report(const Error& error) const;

  // "<program> <words> --manifest <path>": a command that the user can paste.
  std::string command_line(const std::string& words) const;

  // The manifest that the flags name.
  Expected<Manifest> manifest() const;
  // The same with what else belongs to a measurement. BORROWS: manifest.
  Expected<SuiteContext> suite(const Manifest& manifest);

  // A line on stderr that says what is being measured; nothing unless that is a terminal.
  ProgressListener progress() const;
  void clear_progress() const;

 private:
  ProcessRunner& runner_;
  std::string program_;
  CommonFlags flags_;
};

}  // namespace highwater
