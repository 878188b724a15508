// SPDX-License-Identifier: Apache-2.0
// The starter process reads requests from a socket: a length, then texts that each end with a NUL: the three
// streams, the number of additions to the environment, these, the arguments. It answers with a Reply. It does
// not allocate: its memory is the floor under every peak that it reports.
#include "bench/peers/starter.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace highwater::peers {
namespace {

constexpr std::size_t kMaxText = 64UL * 1024;
constexpr std::size_t kMaxArguments = 256;

struct Reply {
  int start_error = 0;  // errno of what kept the program from starting
  int wait_status = 0;
  std::int64_t nanoseconds = 0;
  std::int64_t max_rss_kib = 0;
  std::int64_t floor_kib = 0;
};

bool read_all(int fd, void* to, std::size_t bytes) {
  for (char* at = static_cast<char*>(to); bytes > 0;) {
    const ssize_t got = ::read(fd, at, bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    bytes -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_all(int fd, const void* from, std::size_t bytes) {
  for (const char* at = static_cast<const char*>(from); bytes > 0;) {
    const ssize_t put = ::send(fd, at, bytes, MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    at += put;
    bytes -= static_cast<std::size_t>(put);
  }
  return true;
}

std::int64_t now() {
  struct timespec time {};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * std::int64_t{1000000000} + time.tv_nsec;
}

// What the child tells before exec, and again if exec fails.
struct Preparation {
  int error = 0;
  std::int64_t floor_kib = 0;
};

bool redirect(const char* path, int flags, int to) {
  const int fd = ::open(path, flags | O_CLOEXEC, 0600);
  return fd >= 0 && ::dup2(fd, to) >= 0;
}

[[noreturn]] void become(char* text, std::size_t bytes, int report) {
  Preparation preparation;
  const auto tell = [&](int error) {
    preparation.error = error;
    [[maybe_unused]] const ssize_t told = ::write(report, &preparation, sizeof preparation);
  };
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  char* at = text;
  const auto field = [&] {
    char* const start = at;
    at += std::strlen(at) + 1;
    return start;
  };
  constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
  if (!redirect(field(), O_RDONLY, 0) || !redirect(field(), kWrite, 1) || !redirect(field(), kWrite, 2)) {
    tell(errno);
    ::_exit(127);
  }
  for (int left = std::atoi(field()); left > 0; --left) ::putenv(field());
  char* argv[kMaxArguments + 1];
  std::size_t count = 0;
  while (at < text + bytes && count < kMaxArguments) argv[count++] = field();
  argv[count] = nullptr;
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  preparation.floor_kib = usage.ru_maxrss;
  tell(0);
  if (count != 0) ::execvp(argv[0], argv);
  tell(count != 0 ? errno : EINVAL);
  ::_exit(127);
}

// exec itself touches a few pages after the floor was read, and the kernel counts in batches of 64 pages.
constexpr long kSlackKib = 1024;

Reply start_and_wait(char* text, std::size_t bytes) {
  Reply reply;
  int report[2];
  if (::pipe2(report, O_CLOEXEC) != 0) {
    reply.start_error = errno;
    return reply;
  }
  const std::int64_t started = now();
  const pid_t pid = ::fork();
  if (pid < 0) reply.start_error = errno;
  if (pid == 0) become(text, bytes, report[1]);
  ::close(report[1]);
  if (pid > 0) {
    struct rusage usage {};
    while (::wait4(pid, &reply.wait_status, 0, &usage) < 0 && errno == EINTR) {
    }
    reply.nanoseconds = now() - started;
    reply.max_rss_kib = usage.ru_maxrss;
    Preparation preparation;
    while (read_all(report[0], &preparation, sizeof preparation)) {
      reply.start_error = preparation.error;
      reply.floor_kib = preparation.floor_kib;
    }
  }
  ::close(report[0]);
  return reply;
}

[[noreturn]] void serve(int socket) {
  static char text[kMaxText];
  std::uint32_t bytes = 0;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  while (read_all(socket, &bytes, sizeof bytes) && bytes <= sizeof text && read_all(socket, text, bytes)) {
    const Reply reply = start_and_wait(text, bytes);
    if (!write_all(socket, &reply, sizeof reply)) break;
  }
  ::_exit(0);
}

void append(std::string& text, const std::string& field) {
  text += field;
  text += '\0';
}

}  // namespace

Expected<ForkedStarter> ForkedStarter::start() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return fail_errno(errno, "socketpair", "starter");
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno(errno, "fork", "starter");
  if (pid == 0) {
    ::close(ends[0]);
    serve(ends[1]);
  }
  ::close(ends[1]);
  return ForkedStarter(Fd(ends[0]));
}

Expected<TimedRun> ForkedStarter::run(const Command& command) {
  std::string text;
  append(text, command.stdin_path);
  append(text, command.stdout_path);
  append(text, command.stderr_path);
  append(text, std::to_string(command.environment.size()));
  for (const std::string& variable : command.environment) append(text, variable);
  for (const std::string& argument : command.argv) append(text, argument);
  if (text.size() > kMaxText || command.argv.size() > kMaxArguments)
    return fail(ExitStatus::kUsage, command.argv.front() + ": too long a command line");
  const std::uint32_t bytes = static_cast<std::uint32_t>(text.size());
  Reply reply;
  if (!write_all(socket_.get(), &bytes, sizeof bytes) || !write_all(socket_.get(), text.data(), bytes) ||
      !read_all(socket_.get(), &reply, sizeof reply))
    return fail(ExitStatus::kUsage, "the process that starts the programs has ended");
  if (reply.start_error != 0) return fail_errno(reply.start_error, "exec", command.argv.front());
  TimedRun run{reply.nanoseconds, reply.wait_status, std::nullopt};
  if (reply.max_rss_kib > reply.floor_kib + kSlackKib) run.peak_rss_bytes = reply.max_rss_kib * 1024;
  return run;
}

}  // namespace highwater::peers
