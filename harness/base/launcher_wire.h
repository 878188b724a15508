// SPDX-License-Identifier: Apache-2.0
// What the harness (launcher.cc) and the launcher process (launcher_child.cc) say to each other over one
// SOCK_SEQPACKET pair. Both sides are the same binary, so nothing here is a stored format.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace highwater::launcher_wire {

// Harness to launcher.
enum class Command : std::uint32_t { kRun, kSignal };

// With kRun come file descriptors: the request text, stdin, stdout, stderr and, if has_inherited, one more.
// The request text is a file that holds NUL-terminated strings: working directory, argv…, environment….
struct Request {
  Command command = Command::kRun;
  std::int32_t signal = 0;  // kSignal: what to send; to the whole group when the process has its own
  std::uint32_t argument_count = 0;
  std::uint32_t environment_count = 0;
  std::uint64_t text_bytes = 0;
  bool own_group = false;
  bool aslr_off = false;
  bool has_inherited = false;  // its number goes into the last variable, in place of kNumberPlaceholder
};
inline constexpr char kNumberPlaceholder[] = "000";
inline constexpr int kRequestFd = 0, kStdinFd = 1, kInheritedFd = 4, kMaxFds = 5;

// Launcher to harness: kStarted (or kFailed, and that is all), later kEnded.
enum class Event : std::uint32_t { kStarted, kFailed, kEnded };

// The step of the start that failed.
enum class Step : std::uint32_t { kFork, kRequest, kStreams, kDirectory, kExec };

struct Reply {
  Event event = Event::kStarted;
  Step step = Step::kFork;
  std::int32_t error_number = 0;
  pid_t pid = 0;
  std::int32_t wait_status = 0;
  bool aslr_off = false;
  bool leaves_processes = false;        // ProcessOutcome's
  std::int64_t max_rss_kib = 0;         // of the process, as wait4 says
  std::int64_t max_rss_before_kib = 0;  // what it had inherited and used before exec
};

// The launcher process: serves `socket` until the harness is gone, then kills what it runs and exits.
[[noreturn]] void serve(int socket);

}  // namespace highwater::launcher_wire
