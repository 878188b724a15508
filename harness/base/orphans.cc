// SPDX-License-Identifier: Apache-2.0
#include "base/orphans.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>

namespace highwater {
namespace {

constexpr int kLooks = 1000;  // a millisecond apart: a process in the kernel may be slow to die

// Whether one is left of those that `which` is for waitpid; reaps those that have ended.
bool is_one_left(pid_t which) {
  for (;;) {
    const pid_t found = ::waitpid(which, nullptr, WNOHANG);
    if (found == 0) return true;
    if (found < 0 && errno != EINTR) return false;
  }
}

void rest() {
  const timespec millisecond{0, 1'000'000};
  ::nanosleep(&millisecond, nullptr);
}

// As many as fit; who is left is found the next time.
void signal_children(int signal) {
  char text[4096];
  const int file = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  const ssize_t got = file < 0 ? 0 : ::read(file, text, sizeof text - 1);
  if (file >= 0) ::close(file);
  text[got > 0 ? got : 0] = '\0';
  char* end = text;
  for (char* at = text; *at != '\0'; at = end) {
    const long pid = std::strtol(at, &end, 10);
    // A number that is cut off is another process's.
    if (end == at || *end != ' ') return;
    ::kill(static_cast<pid_t>(pid), signal);
    ++end;
  }
}

}  // namespace

void adopt_orphans() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

void reap_children_but(pid_t one) {
  for (;;) {
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0 || info.si_pid == one)
      return;
    ::waitpid(info.si_pid, nullptr, WNOHANG);
  }
}

bool has_children_left(pid_t killed) {
  for (int look = 0; killed > 0 && look < kLooks && is_one_left(-killed); ++look) rest();
  return is_one_left(-1);
}

void kill_children() {
  for (int look = 0; look < kLooks && is_one_left(-1); ++look) {
    signal_children(SIGKILL);
    rest();
  }
}

}  // namespace highwater
