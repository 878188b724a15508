// SPDX-License-Identifier: Apache-2.0
// Running other programs: what to run, how it ended, and the interface through which probes run scenarios.
//
// `Launcher` (launcher.h) is the real runner. Tests of the probes use a recording fake.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace highwater {

// The process's standard streams.
enum class Stdio {
  kInherit,  // the caller's own three
  kCapture,  // stdin is /dev/null; stdout and stderr are pipes of which the outcome keeps the last 64 KiB
  kStdoutToStderr,  // stdin and stderr are the caller's, stdout goes to the caller's stderr
};

// Which process group it runs in.
enum class ProcessGroup {
  kShared,  // the caller's: keeps the terminal
  kOwn,  // its own: what it leaves behind is killed with it, daemons too, also on time-out and interruption
};

enum class Aslr { kKeep, kOff };

// An open file that the process inherits. It gets a number of 100 or above, which `variable` tells it:
// "NAME=NNN" is put into its environment.
struct InheritedFile {
  int fd = -1;  // BORROWS
  std::string variable;
};

// Looks at a process while it runs. Called by the runner, in the thread of run().
class ProcessWatcher {
 public:
  virtual ~ProcessWatcher() = default;
  virtual void started(int pid) = 0;
  // At once and then about every `interval`: a signal that the process is to be sent, or 0. With a watcher,
  // what the harness is told to do (SIGINT, SIGTERM, SIGHUP) is the process's to hear, also of one that has
  // its own group.
  virtual int look() = 0;
  virtual std::chrono::milliseconds interval() const = 0;
};

struct ProcessSpec {
  std::vector<std::string> argv;         // argv[0] is looked up in PATH when it has no slash
  std::vector<std::string> environment;  // the whole environment, as "NAME=value"
  std::string working_directory;         // empty: the caller's
  Stdio stdio = Stdio::kInherit;
  ProcessGroup group = ProcessGroup::kShared;
  Aslr aslr = Aslr::kKeep;
  std::optional<InheritedFile> inherited;
  std::optional<std::chrono::milliseconds> timeout;  // none: waits for ever
  ProcessWatcher* watcher = nullptr;                 // BORROWS
};

// Text of a captured stream: the last 64 KiB, and how much there was.
struct CapturedText {
  std::string tail;
  std::uint64_t total_bytes = 0;
};

struct ProcessOutcome {
  std::optional<int> exit_code;  // exactly one of exit_code and signal is set
  std::optional<int> signal;
  bool timed_out = false;    // killed (SIGKILL, with its group when that is its own) because the time was up
  bool interrupted = false;  // the harness was told to stop (SIGINT, SIGTERM, SIGHUP) and killed it
  bool aslr_off = false;     // address-space randomisation was off, as asked
  // What it started went on after it and had left its group. With a group of its own they have been killed,
  // too.
  bool leaves_processes = false;
  int pid = 0;
  std::chrono::milliseconds elapsed{0};
  // The kernel's ru_maxrss, in bytes. None when it does not exceed the runner's own high-water mark, which a
  // child inherits and which therefore hides it.
  std::optional<std::int64_t> peak_rss_bytes;
  CapturedText standard_output;  // with Stdio::kCapture
  CapturedText standard_error;
};

class ProcessRunner {
 public:
  virtual ~ProcessRunner() = default;
  // Runs to the end. An error (kUsage) means that the process could not be started: absent, not executable,
  // no such working directory, too long a command line; how it ended is an outcome, never an error.
  virtual Expected<ProcessOutcome> run(const ProcessSpec& spec) = 0;
};

// "exit code 3", "signal 11 (SIGSEGV)", "time-out after 5 s".
std::string describe_end(const ProcessOutcome& outcome);

// The calling process's environment as a list of "NAME=value".
std::vector<std::string> current_environment();

}  // namespace highwater
