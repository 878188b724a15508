// SPDX-License-Identifier: Apache-2.0
// The harness's side: one request, then a wait for the reply in which captured output is read, the time-out
// is kept and an interruption is passed on.
#include "base/launcher.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <limits>
#include <string_view>

#include "base/interrupt.h"
#include "base/launcher_wire.h"
#include "base/printable.h"

namespace highwater {
namespace {

using launcher_wire::Command;
using launcher_wire::Event;
using launcher_wire::Reply;
using launcher_wire::Request;
using launcher_wire::Step;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kTailBytes = 64 << 10;
constexpr std::chrono::milliseconds kPatience{500};  // a launcher that runs obeys within a millisecond or two
constexpr const char* kTemporaryFolder =
    "memory, or a temporary folder that can be written and has room, is needed";

// The standard streams of a process to be, and our ends of those that are captured.
struct Streams {
  Fd owned[3];  // the process's ends, where we made them
  int given[3] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
  Fd output;
  Fd error;
};

Expected<void> make_pipe(Fd& reader, Fd& writer) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno(errno, "pipe", "output of the scenario");
  reader.reset(ends[0]);
  writer.reset(ends[1]);
  ::fcntl(reader.get(), F_SETFL, O_NONBLOCK);
  return {};
}

Expected<Streams> make_streams(Stdio stdio) {
  Streams streams;
  if (stdio == Stdio::kStdoutToStderr) streams.given[1] = STDERR_FILENO;
  if (stdio == Stdio::kCapture) {
    streams.owned[0].reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!streams.owned[0]) return fail_errno(errno, "open", "/dev/null");
    HIGHWATER_TRY_VOID(make_pipe(streams.output, streams.owned[1]));
    HIGHWATER_TRY_VOID(make_pipe(streams.error, streams.owned[2]));
    for (int i = 0; i < 3; ++i) streams.given[i] = streams.owned[i].get();
  }
  return streams;
}

// A file without a name that holds `text`. memfd_create may be forbidden (seccomp); an unlinked file serves
// as well.
Expected<Fd> text_in_a_file(const std::string& text) {
  Fd fd(::memfd_create("highwater-request", MFD_CLOEXEC));
  if (!fd) fd.reset(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!fd) return fail_errno(errno, "open", "/tmp", kTemporaryFolder);
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t put = ::write(fd.get(), text.data() + at, text.size() - at);
    if (put < 0 && errno != EINTR) return fail_errno(errno, "write", "/tmp", kTemporaryFolder);
    if (put > 0) at += static_cast<std::size_t>(put);
  }
  return fd;
}

bool send_request(int socket, const Request& request, const int* fds, int fd_count) {
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * launcher_wire::kMaxFds)] = {};
  Request copy = request;
  iovec part{&copy, sizeof copy};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fd_count > 0) {
    const std::size_t bytes = static_cast<std::size_t>(fd_count) * sizeof(int);
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(bytes);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(bytes);
    std::memcpy(CMSG_DATA(header), fds, bytes);
  }
  ssize_t sent = 0;
  while ((sent = ::sendmsg(socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
  }
  return sent == static_cast<ssize_t>(sizeof copy);
}

tl::unexpected<Error> launcher_gone() {
  return fail(ExitStatus::kUsage, "the process that starts scenarios has ended",
              "it may have been killed from outside; run again");
}

// A script is there, and what its first line names is not. execvp says of both that there is no such file.
std::optional<Error> missing_interpreter(const ProcessSpec& spec) {
  std::string path = spec.argv[0];
  if (path.find('/') == std::string::npos) return std::nullopt;  // looked for in PATH, and not found
  if (path.front() != '/' && !spec.working_directory.empty()) path = spec.working_directory + "/" + path;
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::array<char, 256> bytes{};
  const ssize_t got = file ? ::read(file.get(), bytes.data(), bytes.size()) : 0;
  const std::string_view start(bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  if (!start.starts_with("#!")) return std::nullopt;
  const std::string_view line = start.substr(2, start.find('\n') - 2);
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  const std::string_view word = line.substr(begin, line.find_first_of(" \t", begin) - begin);
  const bool ends_in_return = line.ends_with('\r');
  return Error{ExitStatus::kUsage,
               fmt::format("{}: exec: the interpreter that its first line names is not there: {}",
                           spec.argv[0], printable(word)),
               ends_in_return
                   ? "its lines end in a carriage return, as on Windows: `sed -i 's/\\r$//'` takes them out"
                   : "is it installed, and is its path right?"};
}

tl::unexpected<Error> not_started(const ProcessSpec& spec, const Reply& reply) {
  switch (reply.step) {
    case Step::kDirectory:
      return fail_errno(reply.error_number, "chdir", spec.working_directory);
    case Step::kExec: {
      const char* hint = "";
      if (reply.error_number == ENOENT) {
        if (const std::optional<Error> error = missing_interpreter(spec))
          return tl::unexpected<Error>(*error);
        hint = "is it built, and is the name or path right?";
      }
      if (reply.error_number == EACCES) hint = "it is not executable for this user (chmod +x)";
      if (reply.error_number == ENOEXEC) hint = "it is neither a program nor a script with a #! line";
      return fail_errno(reply.error_number, "exec", spec.argv[0], hint);
    }
    case Step::kFork:
      return fail_errno(reply.error_number, "fork", spec.argv[0]);
    case Step::kRequest:
    case Step::kStreams:
      break;
  }
  return fail_errno(reply.error_number, "prepare", spec.argv[0]);
}

// Reads what there is; false at end of file.
bool drain(int fd, CapturedText& text) {
  char buffer[1 << 14];
  for (;;) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got == 0) return false;
    if (got < 0) {
      if (errno == EINTR) continue;
      return errno == EAGAIN;
    }
    text.total_bytes += static_cast<std::uint64_t>(got);
    text.tail.append(buffer, static_cast<std::size_t>(got));
    // Twice the limit before cutting, so that the copying stays linear.
    if (text.tail.size() > 2 * kTailBytes) text.tail.erase(0, text.tail.size() - kTailBytes);
  }
}

void finish(CapturedText& text) {
  if (text.tail.size() > kTailBytes) text.tail.erase(0, text.tail.size() - kTailBytes);
}

int poll_timeout(const std::optional<Clock::time_point>& deadline) {
  if (!deadline) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, std::numeric_limits<int>::max()));
}

// Our own child, so that nobody else can take its number or its state.
bool is_stopped(pid_t child) {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(child), &info, WSTOPPED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == child;
}

// What remains to be waited for in one run.
class Wait {
 public:
  Wait(int socket, pid_t launcher, const ProcessSpec& spec, Streams& streams, ProcessOutcome& outcome)
      : socket_(socket),
        launcher_(launcher),
        spec_(spec),
        streams_(streams),
        outcome_(outcome),
        started_(Clock::now()) {
    if (spec.timeout) deadline_ = started_ + *spec.timeout;
  }

  // From now on there is something to look at.
  void started(int pid) {
    pid_ = pid;
    if (spec_.watcher == nullptr) return;
    spec_.watcher->started(pid);
    next_look_ = Clock::now();
  }

  Expected<Reply> until_ended() {
    for (;;) {
      pass_interrupt_on();
      std::array<pollfd, 3> wanted = {pollfd{socket_, POLLIN, 0}, pollfd{streams_.output.get(), POLLIN, 0},
                                      pollfd{streams_.error.get(), POLLIN, 0}};
      look();
      const int ready = ::poll(wanted.data(), wanted.size(), poll_timeout(next_wake()));
      if (ready < 0 && errno != EINTR) return fail_errno(errno, "poll", spec_.argv[0]);
      if (ready < 0) continue;
      if (deadline_ && Clock::now() >= *deadline_) {
        outcome_.timed_out = true;
        deadline_.reset();
        kill(SIGKILL);
      }
      insist();
      read_streams();
      if (wanted[0].revents == 0) continue;
      Reply reply;
      if (::recv(socket_, &reply, sizeof reply, 0) != static_cast<ssize_t>(sizeof reply))
        return launcher_gone();
      read_streams();
      outcome_.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
      return reply;
    }
  }

 private:
  std::optional<Clock::time_point> next_wake() const {
    std::optional<Clock::time_point> earliest;
    for (const std::optional<Clock::time_point>& wake : {next_look_, deadline_, next_insistence_})
      if (wake && (!earliest || *wake < *earliest)) earliest = wake;
    return earliest;
  }

  void look() {
    if (!next_look_ || Clock::now() < *next_look_) return;
    const int signal = spec_.watcher->look();
    if (signal != 0) kill(signal);
    next_look_ = Clock::now() + spec_.watcher->interval();
  }

  void read_streams() {
    if (streams_.output && !drain(streams_.output.get(), outcome_.standard_output)) streams_.output.reset();
    if (streams_.error && !drain(streams_.error.get(), outcome_.standard_error)) streams_.error.reset();
  }

  void kill(int signal) {
    Request request;
    request.command = Command::kSignal;
    request.signal = signal;
    send_request(socket_, request, nullptr, 0);
    if (signal == SIGKILL) is_killed_ = true;
    if (!next_insistence_) next_insistence_ = Clock::now() + kPatience;
  }

  // A process can stop the launcher, its parent, which then does not hear that it is to be killed. While the
  // launcher is stopped it reaps nobody, so that the numbers stay those of the process and of its group.
  void insist() {
    if (!next_insistence_ || Clock::now() < *next_insistence_) return;
    next_insistence_ = Clock::now() + kPatience;
    if (!is_stopped(launcher_)) return;
    if (is_killed_ && pid_ > 0) {
      if (spec_.group == ProcessGroup::kOwn) ::kill(-pid_, SIGKILL);
      ::kill(pid_, SIGKILL);
    }
    ::kill(launcher_, SIGCONT);
  }

  void pass_interrupt_on() {
    const Interrupt noted = interrupt();
    if (noted.signal == 0 || outcome_.interrupted) return;
    outcome_.interrupted = true;
    const bool is_own = spec_.group == ProcessGroup::kOwn;
    if (is_own && spec_.watcher == nullptr) {
      kill(SIGKILL);
    } else if (is_own || noted.from_process) {
      kill(noted.signal);  // from a terminal the process has had it already, being in the same group
    }
  }

  int socket_;
  pid_t launcher_;
  const ProcessSpec& spec_;
  Streams& streams_;
  ProcessOutcome& outcome_;
  Clock::time_point started_;
  std::optional<Clock::time_point> deadline_;
  std::optional<Clock::time_point> next_look_;
  std::optional<Clock::time_point> next_insistence_;  // set once a signal has been asked for
  pid_t pid_ = 0;                                     // of the process, once it has started
  bool is_killed_ = false;
};

void fill_in(ProcessOutcome& outcome, const Reply& reply) {
  if (WIFSIGNALED(reply.wait_status)) {
    outcome.signal = WTERMSIG(reply.wait_status);
  } else {
    outcome.exit_code = WEXITSTATUS(reply.wait_status);
  }
  outcome.leaves_processes = reply.leaves_processes;
  if (reply.max_rss_kib > reply.max_rss_before_kib) outcome.peak_rss_bytes = reply.max_rss_kib * 1024;
  finish(outcome.standard_output);
  finish(outcome.standard_error);
}

}  // namespace

Expected<Launcher> Launcher::start() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return fail_errno(errno, "socketpair", "launcher");
  Fd ours(ends[0]);
  Fd theirs(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno(errno, "fork", "launcher");
  if (pid == 0) {
    ours.reset();
    launcher_wire::serve(theirs.get());
  }
  return Launcher(std::move(ours), pid);
}

Launcher::~Launcher() {
  if (!socket_) return;
  socket_.reset();
  // What it once ran may have stopped it, and then it would never end.
  for (int status = 0;;) {
    const pid_t changed = ::waitpid(pid_, &status, WUNTRACED);
    if (changed == pid_ && WIFSTOPPED(status)) {
      ::kill(pid_, SIGCONT);
    } else if (changed == pid_ || errno != EINTR) {
      return;
    }
  }
}

Expected<ProcessOutcome> Launcher::run(const ProcessSpec& spec) {
  if (spec.argv.empty()) return fail(ExitStatus::kUsage, "no command given");
  Request request;
  std::string text = spec.working_directory + '\0';
  for (const std::string& argument : spec.argv) text += argument + '\0';
  for (const std::string& variable : spec.environment) text += variable + '\0';
  request.argument_count = static_cast<std::uint32_t>(spec.argv.size());
  request.environment_count = static_cast<std::uint32_t>(spec.environment.size());
  if (spec.inherited) {
    text += fmt::format("{}={}", spec.inherited->variable, launcher_wire::kNumberPlaceholder) + '\0';
    ++request.environment_count;
  }
  request.text_bytes = text.size();
  request.own_group = spec.group == ProcessGroup::kOwn;
  request.aslr_off = spec.aslr == Aslr::kOff;
  request.has_inherited = spec.inherited.has_value();

  HIGHWATER_TRY(Streams streams, make_streams(spec.stdio));
  HIGHWATER_TRY(const Fd text_file, text_in_a_file(text));
  const int fds[launcher_wire::kMaxFds] = {text_file.get(), streams.given[0], streams.given[1],
                                           streams.given[2], spec.inherited ? spec.inherited->fd : -1};
  if (!send_request(socket_.get(), request, fds, spec.inherited ? 5 : 4)) return launcher_gone();
  for (Fd& end : streams.owned) end.reset();  // or the pipes would never end

  ProcessOutcome outcome;
  Wait wait(socket_.get(), pid_, spec, streams, outcome);
  HIGHWATER_TRY(Reply reply, wait.until_ended());
  if (reply.event == Event::kFailed) return not_started(spec, reply);
  outcome.pid = reply.pid;
  outcome.aslr_off = reply.aslr_off;
  if (reply.event == Event::kStarted) {
    wait.started(reply.pid);
    HIGHWATER_TRY(reply, wait.until_ended());
    fill_in(outcome, reply);
  }
  return outcome;
}

}  // namespace highwater
