// SPDX-License-Identifier: Apache-2.0
// The launcher process and, between fork and exec, the process it starts. Neither allocates: the launcher's
// own memory is the floor under every peak_rss_bytes.
//
// The started process reports through a close-on-exec pipe: one Preparation before exec; if exec fails, a
// second one with the error. End of file after the first means that exec has taken place.
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/launcher_wire.h"
#include "base/orphans.h"

namespace highwater::launcher_wire {
namespace {

// Signals that a terminal or a supervisor sends to the whole group: the harness decides what they mean, the
// launcher outlives them, and the started process finds them as the harness was given them.
constexpr int kGroupSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
constexpr int kSignalCount = static_cast<int>(sizeof kGroupSignals / sizeof *kGroupSignals);

struct OriginalSignals {
  struct sigaction actions[kSignalCount];
  struct sigaction child;
  sigset_t mask;
};

struct Preparation {
  Step step = Step::kFork;
  int error_number = 0;
  bool aslr_off = false;
  long max_rss_kib = 0;
};

struct Running {
  pid_t pid = 0;
  bool own_group = false;
  bool follows_others = false;  // an earlier one left processes behind, which go on
  Reply reply;
};

void on_child(int) {}

OriginalSignals take_signals() {
  OriginalSignals original;
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  for (int i = 0; i < kSignalCount; ++i) ::sigaction(kGroupSignals[i], &ignore, &original.actions[i]);
  struct sigaction notice {};
  notice.sa_handler = on_child;  // ignoring SIGCHLD would make the kernel reap, and the usage would be lost
  ::sigaction(SIGCHLD, &notice, &original.child);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &child, &original.mask);
  return original;
}

void restore_signals(const OriginalSignals& original) {
  for (int i = 0; i < kSignalCount; ++i) ::sigaction(kGroupSignals[i], &original.actions[i], nullptr);
  ::sigaction(SIGCHLD, &original.child, nullptr);
  ::sigprocmask(SIG_SETMASK, &original.mask, nullptr);
}

bool switch_aslr_off() {
  const int persona = ::personality(0xffffffff);
  if (persona < 0) return false;
  ::personality(static_cast<unsigned long>(persona) | ADDR_NO_RANDOMIZE);
  const int now = ::personality(0xffffffff);
  return now >= 0 && (now & ADDR_NO_RANDOMIZE) != 0;
}

// A number that no program expects to be free, and of three digits; where so few files may be open that there
// is none, any but those of the standard streams.
int move_up(int fd, int command = F_DUPFD, int usual = 100) {
  const int moved = ::fcntl(fd, command, usual);
  return moved < 0 && errno == EINVAL ? ::fcntl(fd, command, 3) : moved;
}

// "NAME=000" becomes "NAME=NNN".
void fill_in_number(char* variable, int number) {
  char* digits = variable + std::strlen(variable) - std::strlen(kNumberPlaceholder);
  for (int i = 2; i >= 0; --i, number /= 10) digits[i] = static_cast<char>('0' + number % 10);
}

// In the forked child: becomes the program or reports why not.
[[noreturn]] void become(const Request& request, const int* fds, int report,
                         const OriginalSignals& original) {
  Preparation preparation;
  const auto give_up = [&](Step step, int error) {
    preparation.step = step;
    preparation.error_number = error;
    [[maybe_unused]] const ssize_t told = ::write(report, &preparation, sizeof preparation);
    ::_exit(127);
  };
  if (request.own_group) ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  restore_signals(original);
  if (request.aslr_off) preparation.aslr_off = switch_aslr_off();

  // The pointer arrays go behind the text, in one private mapping that exec throws away.
  const std::size_t pointers = (request.argument_count + request.environment_count + 2) * sizeof(char*);
  const std::size_t text_bytes = (request.text_bytes + 15) / 16 * 16;
  void* memory =
      ::mmap(nullptr, text_bytes + pointers, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) give_up(Step::kRequest, errno);
  char* text = static_cast<char*>(memory);
  for (std::uint64_t at = 0; at < request.text_bytes;) {
    const ssize_t got = ::pread(fds[kRequestFd], text + at, request.text_bytes - at, static_cast<off_t>(at));
    if (got <= 0) give_up(Step::kRequest, got < 0 ? errno : EIO);
    at += static_cast<std::uint64_t>(got);
  }
  char** argv = static_cast<char**>(static_cast<void*>(text + text_bytes));
  char** environment = argv + request.argument_count + 1;
  const char* directory = text;
  char* next = text + std::strlen(text) + 1;
  for (std::uint32_t i = 0; i < request.argument_count; ++i, next += std::strlen(next) + 1) argv[i] = next;
  for (std::uint32_t i = 0; i < request.environment_count; ++i, next += std::strlen(next) + 1)
    environment[i] = next;

  if (request.has_inherited) {
    const int number = move_up(fds[kInheritedFd]);
    if (number < 0 || number > 999) give_up(Step::kStreams, number < 0 ? errno : EMFILE);
    fill_in_number(environment[request.environment_count - 1], number);
  }
  // Out of the way first: one of the three may itself be 0, 1 or 2.
  int streams[3];
  for (int i = 0; i < 3; ++i) {
    streams[i] = move_up(fds[kStdinFd + i]);
    if (streams[i] < 0) give_up(Step::kStreams, errno);
  }
  for (int i = 0; i < 3; ++i) {
    if (::dup2(streams[i], i) < 0) give_up(Step::kStreams, errno);
    ::close(streams[i]);
  }
  if (*directory != '\0' && ::chdir(directory) != 0) give_up(Step::kDirectory, errno);

  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  preparation.max_rss_kib = usage.ru_maxrss;
  [[maybe_unused]] const ssize_t told = ::write(report, &preparation, sizeof preparation);
  environ = environment;  // execvp looks its PATH up here
  ::execvp(argv[0], argv);
  give_up(Step::kExec, errno);
  ::_exit(127);
}

void fail_reply(Reply& reply, Step step, int error) {
  reply.event = Event::kFailed;
  reply.step = step;
  reply.error_number = error;
}

Running start(const Request& request, const int* fds, const OriginalSignals& original) {
  Running running;
  running.follows_others = has_children_left(0);
  int report[2];
  if (::pipe2(report, O_CLOEXEC) != 0) {
    fail_reply(running.reply, Step::kFork, errno);
    return running;
  }
  // Away from what the child arranges, so that it is never overwritten.
  const int report_writer = move_up(report[1], F_DUPFD_CLOEXEC, 200);
  const int move_error = errno;
  ::close(report[1]);
  if (report_writer < 0) {
    ::close(report[0]);
    fail_reply(running.reply, Step::kFork, move_error);
    return running;
  }
  const pid_t pid = ::fork();
  if (pid == 0) become(request, fds, report_writer, original);
  const int fork_error = errno;
  ::close(report_writer);
  if (pid < 0) {
    ::close(report[0]);
    fail_reply(running.reply, Step::kFork, fork_error);
    return running;
  }
  if (request.own_group) ::setpgid(pid, pid);  // whichever of the two comes first
  running.reply.pid = pid;
  Preparation preparation;
  preparation.step = Step::kExec;
  preparation.error_number = ECHILD;  // died before it could report
  ssize_t got = 0;
  while ((got = ::read(report[0], &preparation, sizeof preparation)) != 0) {
    if (got < 0 && errno != EINTR) break;
    if (preparation.error_number != 0) break;
    running.reply.aslr_off = preparation.aslr_off;
    running.reply.max_rss_before_kib = preparation.max_rss_kib;
  }
  ::close(report[0]);
  if (preparation.error_number != 0) {
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    fail_reply(running.reply, preparation.step, preparation.error_number);
    return running;
  }
  running.pid = pid;
  running.own_group = request.own_group;
  return running;
}

// The process may have left its group, whatever of it has stayed there. SIGKILL may come twice: it always
// goes to both, so that a process that comes and goes is not missed between the two.
void send_signal(const Running& running, int signal) {
  if (running.pid <= 0) return;
  const bool reached_group = running.own_group && ::kill(-running.pid, signal) == 0;
  if (!reached_group || signal == SIGKILL || ::getpgid(running.pid) != running.pid)
    ::kill(running.pid, signal);
}

// Of a process with a group of its own nothing goes on, whether in that group or not. What an earlier one
// left cannot be told from it.
bool leaves_processes(const Running& running, pid_t pid) {
  const bool leaves = has_children_left(running.own_group ? pid : 0) && !running.follows_others;
  if (leaves && running.own_group) kill_children();
  return leaves;
}

// Reaps the process if it has ended; its group is killed while the zombie still holds the group's number.
bool collect(Running& running) {
  siginfo_t info{};
  reap_children_but(running.pid);
  if (running.pid == 0) return false;
  if (::waitid(P_PID, static_cast<id_t>(running.pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
      info.si_pid == 0)
    return false;
  if (running.own_group) ::kill(-running.pid, SIGKILL);
  struct rusage usage {};
  int status = 0;
  while (::wait4(running.pid, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  running.reply.event = Event::kEnded;
  running.reply.wait_status = status;
  running.reply.max_rss_kib = usage.ru_maxrss;
  running.reply.leaves_processes = leaves_processes(running, running.pid);
  running.pid = 0;
  return true;
}

// False at the end of the conversation.
bool receive(int socket, Request& request, int* fds, int& fd_count) {
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxFds)];
  iovec part{&request, sizeof request};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = 0;
  while ((got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
  }
  fd_count = 0;
  if (got != static_cast<ssize_t>(sizeof request)) return false;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    fd_count = static_cast<int>((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::memcpy(fds, CMSG_DATA(header), static_cast<std::size_t>(fd_count) * sizeof(int));
  }
  return true;
}

}  // namespace

void serve(int socket) {
  // The end of the conversation tells that the harness is gone. A signal at its death would come first, and
  // leave what the started process has started in turn.
  const OriginalSignals original = take_signals();
  adopt_orphans();
  Running running;
  for (;;) {
    pollfd wanted{socket, POLLIN, 0};
    const int ready = ::ppoll(&wanted, 1, nullptr, &original.mask);
    if (collect(running)) ::send(socket, &running.reply, sizeof running.reply, MSG_NOSIGNAL);
    if (ready <= 0) continue;
    Request request;
    int fds[kMaxFds] = {-1, -1, -1, -1, -1};  // one that did not come fails where it is used
    int fd_count = 0;
    if (!receive(socket, request, fds, fd_count)) {
      send_signal(running, SIGKILL);
      if (running.own_group && !running.follows_others) kill_children();
      ::_exit(0);
    }
    if (request.command == Command::kSignal) {
      send_signal(running, request.signal);
      continue;
    }
    running = start(request, fds, original);
    std::for_each(fds, fds + fd_count, [](int fd) { ::close(fd); });
    ::send(socket, &running.reply, sizeof running.reply, MSG_NOSIGNAL);
  }
}

}  // namespace highwater::launcher_wire
